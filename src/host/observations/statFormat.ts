export type FileType = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'char' | 'block'

export interface PresentFile {
  readonly exists: true
  readonly type: FileType
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Names; the number as text where the id has no name. */
  readonly owner: string
  readonly group: string
  readonly size: number
  /** Seconds since 1970, with fractions. */
  readonly mtime: number
  readonly atime: number
  readonly ctime: number
  readonly inode: number
  readonly device: number
  readonly links: number
  /** What a link points to, as it is written in it; undefined for anything else. */
  readonly target: string | undefined
}

export interface AbsentFile {
  readonly exists: false
  /** A directory above it cannot be searched: it may or may not be there. */
  readonly denied: boolean
}

export type FileStat = PresentFile | AbsentFile

/** find's -printf fields, each ended by NUL; the first is the path. */
export const STAT_FORMAT = String.raw`\0%y\0%m\0%U\0%G\0%u\0%g\0%s\0%T@\0%A@\0%C@\0%i\0%D\0%n\0%l\0`
/** With the path. */
export const STAT_FIELDS = 15

const TYPES: Readonly<Record<string, FileType>> = {
  f: 'file',
  d: 'directory',
  l: 'link',
  p: 'fifo',
  s: 'socket',
  c: 'char',
  b: 'block',
}

/** What one set of fields says; undefined for something that find cannot tell. */
export function parseStat(fields: readonly string[]): PresentFile | undefined {
  const [, letter = '', mode = '', uid, gid, owner = '', group = '', size, mtime, atime, ctime, ...rest] =
    fields
  const [inode, device, links, target] = rest
  const type = TYPES[letter]
  if (type === undefined) return undefined
  return {
    exists: true,
    type,
    mode: Number.parseInt(mode, 8),
    uid: Number(uid),
    gid: Number(gid),
    owner,
    group,
    size: Number(size),
    mtime: Number(mtime),
    atime: Number(atime),
    ctime: Number(ctime),
    inode: Number(inode),
    device: Number(device),
    links: Number(links),
    target: type === 'link' ? target : undefined,
  }
}
