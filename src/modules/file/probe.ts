import { dirname, join } from 'node:path/posix'
import type { Observer } from '../../host/observation.ts'
import { type FileStat, fileStat, fileStatFollow } from '../../host/observations/fileStat.ts'
import type { WantedAttributes } from './attributes.ts'
import { type TreeEntry, treeEntries } from './tree.ts'

export interface FileArgs extends WantedAttributes {
  readonly path: string
  readonly state?: 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch' | undefined
  readonly src?: string | undefined
  readonly recurse: boolean
  readonly force: boolean
  readonly follow: boolean
  readonly access_time?: string | undefined
  readonly modification_time?: string | undefined
}

export interface FileState {
  /** Without a slash at its end. */
  readonly path: string
  readonly wanted: 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch'
  readonly link: FileStat
  readonly stat: FileStat
  readonly parent: FileStat
  /** Directories above it, outermost first. */
  readonly ancestors: readonly { readonly path: string; readonly stat: FileStat }[]
  /** What `src` leads to, counted from the link. */
  readonly source: FileStat | undefined
  /** With `recurse`: all that is in it. */
  readonly entries: readonly TreeEntry[]
}

/** One round trip, whatever the state. */
export async function probePath(host: Observer, args: FileArgs): Promise<FileState> {
  const path = args.path.replace(/(?<=.)\/+$/, '')
  const above = args.state === 'directory' || args.recurse ? ancestorsOf(path) : []
  const source =
    args.src === undefined ? undefined : join(args.src.startsWith('/') ? '' : dirname(path), args.src)
  const [link, stat, parent, sourceStat, entries, ...stats] = await Promise.all([
    host.observe(fileStat, path),
    host.observe(fileStatFollow, path),
    host.observe(fileStatFollow, dirname(path)),
    source === undefined ? undefined : host.observe(fileStatFollow, source),
    args.recurse ? host.observe(treeEntries, path) : [],
    ...above.map((directory) => host.observe(fileStatFollow, directory)),
  ])
  return {
    path,
    wanted: args.state ?? (args.recurse ? 'directory' : presentState(link)),
    link,
    stat,
    parent,
    source: sourceStat,
    entries,
    ancestors: above.map((directory, index) => ({
      path: directory,
      stat: stats[index] ?? { exists: false, denied: false },
    })),
  }
}

function ancestorsOf(path: string): string[] {
  const found: string[] = []
  for (let at = dirname(path); at !== '/' && at !== '.'; at = dirname(at)) found.unshift(at)
  return found
}

function presentState(link: FileStat): FileState['wanted'] {
  if (!link.exists) return 'file'
  if (link.type === 'directory') return 'directory'
  return link.type === 'link' ? 'link' : 'file'
}
