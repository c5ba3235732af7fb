import { sh } from '../../shell/command.ts'
import { ModuleFailure, type Plan, type Step } from '../module.ts'
import { attributeValues, newFile, type WantedAttributes, wholeMode } from './attributes.ts'
import { planDirectory } from './makeDirectory.ts'
import { octalMode, resolveMode } from './mode.ts'
import type { FileArgs, FileState } from './probe.ts'
import type { TreeEntry } from './tree.ts'
import { planAttributes } from './writing.ts'

/** A directory and those above it; each new one gets the attributes, as in Ansible. */
export function planDirectories(args: FileArgs, state: FileState): Plan {
  const { path, link, stat } = state
  if (link.exists && !(stat.exists && stat.type === 'directory')) {
    throw new ModuleFailure(`${path} already exists as a ${link.type}`, { path })
  }
  const blocked = state.ancestors.find((above) => above.stat.exists && above.stat.type !== 'directory')
  if (blocked !== undefined) {
    throw new ModuleFailure(
      `There was an issue creating ${path} as requested: ${blocked.path} is not a directory`,
    )
  }
  const missing = state.ancestors.filter((above) => !above.stat.exists)
  const steps = [
    ...missing.flatMap((above) => planDirectory(above.path, above.stat, args)),
    ...(stat.exists && args.follow === false && link.exists
      ? planAttributes({ path, stat: link }, args)
      : planDirectory(path, stat, args)),
    ...planBelow(args, state.entries),
  ]
  return {
    steps,
    values: { path, ...attributeValues(stat.exists ? stat : newFile('directory', args, 4096)) },
  }
}

/** Entries that need the same change share one command; their names travel on stdin. */
function planBelow(wanted: WantedAttributes, entries: readonly TreeEntry[]): Step[] {
  const steps: Step[] = []
  const strangers = entries.filter((entry) => ownsWrongly(wanted, entry))
  if (strangers.length > 0) {
    const owner = `${wanted.owner ?? ''}${wanted.group === undefined ? '' : `:${wanted.group}`}`
    steps.push(
      eachStep(`set the owner of ${strangers.length} entries`, ['chown', '-h', '--', owner], strangers),
    )
  }
  for (const [mode, group] of byMode(wanted, entries)) {
    steps.push(
      eachStep(`set the mode ${mode} of ${group.length} entries`, ['chmod', '--', wholeMode(mode)], group),
    )
  }
  return steps
}

function ownsWrongly(wanted: WantedAttributes, entry: TreeEntry): boolean {
  const owner = wanted.owner === undefined || [entry.owner, String(entry.uid)].includes(wanted.owner)
  const group = wanted.group === undefined || [entry.group, String(entry.gid)].includes(wanted.group)
  return !owner || !group
}

function byMode(wanted: WantedAttributes, entries: readonly TreeEntry[]): Map<string, TreeEntry[]> {
  const groups = new Map<string, TreeEntry[]>()
  if (wanted.mode === undefined) return groups
  for (const entry of entries) {
    const mode = resolveMode(wanted.mode, entry.mode, entry.type === 'directory')
    if (entry.type === 'link' || mode === entry.mode) continue
    const key = octalMode(mode)
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return groups
}

function eachStep(title: string, words: readonly string[], entries: readonly TreeEntry[]): Step {
  return {
    title,
    request: {
      command: sh`xargs -0 -r ${words}`,
      stdin: entries.map((entry) => `${entry.path}\0`).join(''),
    },
  }
}
