import { and, type Command, sh } from '../../shell/command.ts'
import { ModuleFailure, type Plan, type Step } from '../module.ts'
import {
  attributeChanges,
  attributeCommand,
  attributeDiff,
  attributeValues,
  isEmpty,
  jsonDiff,
  newFile,
} from './attributes.ts'
import { withFinalStat } from './finalStat.ts'
import { predictStat } from './predictions.ts'
import type { FileArgs, FileState } from './probe.ts'

/** A symbolic link. Its own owner is set (a link has no mode); with `follow`, so is what it leads to. */
export function planLink(args: FileArgs, state: FileState): Plan {
  const { path, link } = state
  const target = args.src ?? (link.exists && link.type === 'link' ? link.target : undefined)
  if (target === undefined) throw new ModuleFailure('src is required for creating new symlinks', { path })
  refuseParent(state)
  if (args.src !== undefined && !args.force && state.source !== undefined && !state.source.exists) {
    throw new ModuleFailure(
      `src file does not exist, use "force=yes" if you really want to create the link: ${target}`,
      { path, src: args.src },
    )
  }
  const values = { dest: path, src: target, ...(link.exists ? attributeValues(link) : { state: 'link' }) }
  if (link.exists && link.type === 'link' && link.target === target) {
    return { steps: linkAttributes(args, state), values }
  }
  refuseReplacing(args, state, 'symlink')
  const made = { ...newFile('link', args, target.length), target }
  const clear = link.exists && link.type === 'directory' ? sh`rmdir -- ${path}` : sh`true`
  const wanted = { owner: args.owner, group: args.group }
  return {
    steps: [
      {
        title: `link ${path} to ${target}`,
        writes: [path],
        request: withFinalStat(
          { command: and(clear, replaceBy(sh`ln -s --`, target, path), ownership(path, wanted)) },
          path,
          true,
        ),
        diff: jsonDiff(
          {
            path,
            state: link.exists ? link.type : 'absent',
            ...(link.exists && link.target ? { src: link.target } : {}),
          },
          { path, state: 'link', src: target },
        ),
        predicts: [
          ...predictStat(path, made).slice(0, 1),
          ...(state.source?.exists ? predictStat(path, state.source).slice(1) : []),
        ],
      },
    ],
    values,
  }
}

/** A hard link. */
export function planHardLink(args: FileArgs, state: FileState): Plan {
  const { path, link, source } = state
  if (args.src === undefined) throw new ModuleFailure('src is required for creating new hardlinks', { path })
  if (!args.src.startsWith('/'))
    throw new ModuleFailure('src must be an absolute path', { path, src: args.src })
  if (source === undefined || !source.exists) {
    throw new ModuleFailure(`src does not exist: ${args.src}`, { path, src: args.src })
  }
  refuseParent(state)
  const values = { dest: path, src: args.src, ...attributeValues(source), state: 'hard' }
  if (link.exists && link.inode === source.inode && link.device === source.device) {
    return { steps: linkAttributes(args, state), values }
  }
  if (link.exists && link.type !== 'directory' && !args.force) {
    throw new ModuleFailure('Cannot link, file exists at destination', { path, src: args.src })
  }
  if (link.exists && !args.force) refuseReplacing(args, state, 'hard link')
  return {
    steps: [
      {
        title: `link ${path} to ${args.src}`,
        writes: [path],
        request: withFinalStat({ command: replaceBy(sh`ln --`, args.src, path) }, path),
        diff: jsonDiff(
          { path, state: link.exists ? link.type : 'absent' },
          { path, state: 'hard', src: args.src },
        ),
        predicts: predictStat(path, source),
      },
    ],
    values,
  }
}

/** Made under another name, then renamed: there is always either the old or the new one. */
function replaceBy(command: Command, target: string, path: string): Command {
  const temporary = `${path}.stack-new`
  return and(
    sh`rm -f -- ${temporary}`,
    sh`${command} ${target} ${temporary}`,
    sh`mv -fT -- ${temporary} ${path}`,
  )
}

function ownership(path: string, wanted: { owner: string | undefined; group: string | undefined }): Command {
  const { owner, group } = wanted
  return attributeCommand(
    path,
    { ...(owner === undefined ? {} : { owner }), ...(group === undefined ? {} : { group }) },
    {},
    true,
  )
}

function linkAttributes(args: FileArgs, state: FileState): Step[] {
  const { path } = state
  const onTarget = args.follow && state.stat.exists
  const stat = onTarget ? state.stat : state.link
  if (!stat.exists) return []
  const changes = attributeChanges(onTarget ? args : { owner: args.owner, group: args.group }, stat)
  if (isEmpty(changes)) return []
  return [
    {
      title: `set ${Object.keys(changes).join(', ')} of ${path}`,
      writes: [path],
      request: withFinalStat({ command: attributeCommand(path, changes, args, !onTarget) }, path, !onTarget),
      diff: attributeDiff(path, stat, changes),
    },
  ]
}

function refuseParent({ path, parent }: FileState): void {
  if (!parent.exists || parent.type !== 'directory') {
    throw new ModuleFailure(`Error while linking: the directory of ${path} does not exist`, { path })
  }
}

function refuseReplacing(args: FileArgs, { path, link }: FileState, what: string): void {
  if (!link.exists || link.type === 'link') return
  if (link.type === 'directory') {
    if (args.force) return
    throw new ModuleFailure(`refusing to convert from directory to ${what} for ${path}`, { path })
  }
  if (!args.force) throw new ModuleFailure(`refusing to convert from file to ${what} for ${path}`, { path })
}
