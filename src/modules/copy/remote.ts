import { basename, join } from 'node:path/posix'
import type { ObservationKind, Observer } from '../../host/observation.ts'
import { fileHash } from '../../host/observations/fileHash.ts'
import { type FileStat, fileStat, fileStatFollow } from '../../host/observations/fileStat.ts'
import { and, quote, script, sh } from '../../shell/command.ts'
import { attributeCommand, attributeValues, newFile } from '../file/attributes.ts'
import { withFinalStat } from '../file/finalStat.ts'
import { octalMode } from '../file/mode.ts'
import { predictStat } from '../file/predictions.ts'
import { planAttributes } from '../file/writing.ts'
import { ModuleFailure, type Plan, type Step } from '../module.ts'
import type { CopyArgs } from './args.ts'

interface Place {
  readonly path: string
  readonly stat: FileStat
  readonly link: FileStat
  readonly hash: string | undefined
}

/** Source and destination, both on the host. */
export interface RemoteState {
  readonly kind: 'remote'
  readonly source: Place
  readonly dest: Place
  readonly within: Place
  /** Of a directory as source: whether the destination lacks any of its files, or has another content there. */
  readonly differs: boolean
  readonly withinDiffers: boolean
}

export async function probeRemote(host: Observer, args: CopyArgs): Promise<RemoteState> {
  const src = (args.src ?? '').replace(/(?<=.)\/+$/, '')
  const path = args.dest.replace(/(?<=.)\/+$/, '')
  const inside = join(path, basename(src))
  const [source, dest, within, differs, withinDiffers] = await Promise.all([
    seePlace(host, src),
    seePlace(host, path),
    seePlace(host, inside),
    host.observe(treeDiffers, { from: src, to: path }),
    host.observe(treeDiffers, { from: src, to: inside }),
  ])
  return { kind: 'remote', source, dest, within, differs, withinDiffers }
}

async function seePlace(host: Observer, path: string): Promise<Place> {
  const [stat, link, hash] = await Promise.all([
    host.observe(fileStatFollow, path),
    host.observe(fileStat, path),
    host.observe(fileHash, { path, algorithm: 'sha1' }),
  ])
  return { path, stat, link, hash }
}

/** Whether a directory holds every file of another, with the same content. */
const treeDiffers: ObservationKind<{ readonly from: string; readonly to: string }, boolean> = {
  name: 'treeDiffers',
  id: ({ from, to }) => `${from}\0${to}`,
  fetch: (keys) => ({
    command: script(
      `${TREE_DIFFERS}\n${keys.map(({ from, to }) => `one ${quote(from)} ${quote(to)}`).join('\n')}`,
    ),
  }),
  parse: (reply, keys) => {
    const lines = reply.stdout.toString().split('\n')
    return keys.map((_key, index) => lines[index] !== 'same')
  },
}

const TREE_DIFFERS = `one() {
  if [ -d "$1" ] && [ -d "$2" ] && (cd -- "$1" && to=$2 && export to && find . \\( -type f -exec sh -c '
    for f do cmp -s -- "$f" "$to/$f" || exit 1; done' sh {} + \\) -o \\( -type d -exec sh -c '
    for f do [ -d "$to/$f" ] || exit 1; done' sh {} + \\) -o \\( -type l -exec sh -c '
    for f do [ "$(readlink "$f")" = "$(readlink "$to/$f")" ] || exit 1; done' sh {} + \\)
  ) >/dev/null 2>&1; then echo same; else echo other; fi
}`

export function planRemote(args: CopyArgs, state: RemoteState): Plan {
  const { source } = state
  if (!source.stat.exists) throw new ModuleFailure(`Source ${source.path} not found`)
  if (args.checksum !== undefined && source.hash !== args.checksum) {
    throw new ModuleFailure('Copied file does not match the expected checksum. Transfer failed.', {
      checksum: source.hash,
      expected_checksum: args.checksum,
    })
  }
  const intoDirectory = state.dest.stat.exists && state.dest.stat.type === 'directory'
  if (source.stat.type === 'directory') {
    const inside = !(args.src ?? '').endsWith('/')
    return inside
      ? planTree(args, source, state.within, state.withinDiffers)
      : planTree(args, source, state.dest, state.differs)
  }
  return planFile(args, source, intoDirectory || args.dest.endsWith('/') ? state.within : state.dest)
}

function planFile(args: CopyArgs, source: Place, dest: Place): Plan {
  const sourceMode = source.stat.exists ? octalMode(source.stat.mode) : undefined
  const wanted = { ...args, mode: args.mode === 'preserve' ? sourceMode : args.mode }
  const isLink = dest.link.exists && dest.link.type === 'link' && !args.follow
  const same = dest.hash !== undefined && dest.hash === source.hash && !isLink
  const stays = same || (args.force === false && dest.stat.exists)
  const stat = dest.stat.exists
    ? dest.stat
    : newFile('file', wanted, source.stat.exists ? source.stat.size : 0)
  const values = {
    src: source.path,
    dest: dest.path,
    checksum: stays ? dest.hash : source.hash,
    ...attributeValues(stat),
  }
  if (stays) return { steps: planAttributes(dest, wanted), values }
  const attributes = {
    ...(wanted.owner === undefined ? {} : { owner: wanted.owner }),
    ...(wanted.group === undefined ? {} : { group: wanted.group }),
    ...(wanted.mode === undefined ? {} : { mode: wanted.mode }),
  }
  const backup = args.backup && dest.stat.exists ? sh`cp -p -- ${dest.path} ${`${dest.path}.bak~`}` : sh`true`
  const write = script(`umask 022
dest=${quote(dest.path)}
tmp=$(mktemp -- "\${dest%/*}/.stack.XXXXXXXXXX") || exit
trap 'rm -f -- "$tmp"' EXIT
cat -- ${quote(source.path)} >"$tmp" || exit
if [ -e "$dest" ]; then chown --reference="$dest" -- "$tmp"; chmod --reference="$dest" -- "$tmp"; else chmod =rw -- "$tmp"; fi
${args.validate === undefined ? '' : `${args.validate.replaceAll('%s', '"$tmp"')} >&2 || exit 65`}
mv -fT -- "$tmp" "$dest"`)
  const step: Step = {
    title: `copy ${source.path} to ${dest.path}`,
    writes: [dest.path],
    request: withFinalStat(
      { command: and(backup, script(`(${write.text}\n)`), attributeCommand(dest.path, attributes, wanted)) },
      dest.path,
    ),
    diff: { before: '', after: '', beforeHeader: dest.path, afterHeader: source.path },
    predicts: predictStat(dest.path, stat),
  }
  return { steps: [step], values }
}

function planTree(args: CopyArgs, source: Place, dest: Place, differs: boolean): Plan {
  if (dest.stat.exists && dest.stat.type !== 'directory')
    throw new ModuleFailure(`${dest.path} is not a directory`)
  const values = { src: source.path, dest: dest.path }
  if (!differs) return { steps: planAttributes(dest, { mode: args.directory_mode }), values }
  const owner = args.owner ?? ''
  const group = args.group === undefined ? '' : `:${args.group}`
  const ownership = owner + group === '' ? sh`true` : sh`chown -R -- ${owner + group} ${dest.path}`
  const modes =
    args.mode === undefined || args.mode === 'preserve'
      ? sh`true`
      : sh`find ${dest.path} -type f -exec chmod ${args.mode} {} +`
  return {
    steps: [
      {
        title: `copy ${source.path} to ${dest.path}`,
        writes: [dest.path],
        request: {
          command: and(
            sh`mkdir -p -- ${dest.path}`,
            sh`cp -rPT --preserve=mode,timestamps -- ${source.path} ${dest.path}`,
            ownership,
            modes,
          ),
        },
        opaque: true,
      },
    ],
    values,
  }
}
