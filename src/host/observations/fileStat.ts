import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { Reply } from '../../shell/request.ts'
import type { ObservationKind } from '../observation.ts'

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

/** What a path is; of a link, the link itself. Key: the path. */
export const fileStat = statKind('fileStat', '-P')

/** What a path is; of a link, what it leads to (a dangling one does not exist). Key: the path. */
export const fileStatFollow = statKind('fileStatFollow', '-L')

function statKind(name: string, links: '-P' | '-L'): ObservationKind<string, FileStat> {
  return {
    name,
    id: (path) => path,
    fetch: (paths) => ({ command: script(statScript(links, paths)) }),
    parse: (reply, paths) => parseStats(name, reply, paths),
  }
}

const FORMAT = String.raw`%p\0%y\0%m\0%U\0%G\0%u\0%g\0%s\0%T@\0%A@\0%C@\0%i\0%D\0%n\0%l\0`
const FIELDS = 15

// find knows all of it, takes many paths, and ends fields with NUL. It cannot start in a directory that
// it may not read. What it does not print is missing, unless a directory above it is closed to us.
function statScript(links: string, paths: readonly string[]): string {
  return `set -- ${paths.map((path) => quote(startingPoint(path))).join(' ')}
[ -r . ] || cd /
find ${links} "$@" -maxdepth 0 -printf '${FORMAT}' 2>/dev/null
for path do
  [ -e "$path" ] || [ -L "$path" ] && continue
  above=$path
  while :; do
    case $above in
      */*) above=\${above%/*} ;;
      *) break ;;
    esac
    if [ -e "\${above:-/}" ]; then
      [ -d "\${above:-/}" ] && ! [ -x "\${above:-/}" ] && printf 'denied\\0%s\\0' "$path"
      break
    fi
  done
done
printf 'end\\0'`
}

/** find takes words that begin with `-`, `(` or `!` for its own. */
function startingPoint(path: string): string {
  return path.startsWith('/') ? path : `./${path}`
}

const TYPES: Readonly<Record<string, FileType>> = {
  f: 'file',
  d: 'directory',
  l: 'link',
  p: 'fifo',
  s: 'socket',
  c: 'char',
  b: 'block',
}

function parseStats(kind: string, reply: Reply, paths: readonly string[]): FileStat[] {
  const fields = reply.stdout.toString('utf8').split('\0')
  const found = new Map<string, FileStat>()
  let at = 0
  while (at < fields.length && fields[at] !== 'end') {
    if (fields[at] === 'denied') {
      found.set(fields[at + 1] ?? '', { exists: false, denied: true })
      at += 2
    } else {
      const stat = presentFile(kind, fields.slice(at, at + FIELDS))
      if (stat !== undefined) found.set(fields[at] ?? '', stat)
      at += FIELDS
    }
  }
  if (fields[at] !== 'end') throw new StackError('task', 'the state of the files could not be read')
  return paths.map((path) => found.get(startingPoint(path)) ?? { exists: false, denied: false })
}

function presentFile(kind: string, fields: readonly string[]): PresentFile | undefined {
  const [, letter = '', mode = '', uid, gid, owner = '', group = '', size, mtime, atime, ctime, ...rest] =
    fields
  const [inode, device, links, target] = rest
  const type = TYPES[letter]
  if (type === undefined || (type === 'link' && kind === 'fileStatFollow')) return undefined
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
