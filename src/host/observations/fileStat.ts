import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { Reply } from '../../shell/request.ts'
import type { ObservationKind } from '../observation.ts'
import { type FileStat, parseStat, STAT_FIELDS, STAT_FORMAT } from './statFormat.ts'

export type { AbsentFile, FileStat, FileType, PresentFile } from './statFormat.ts'

/** What a path is; of a link, the link itself. Key: the path. */
export const fileStat = statKind('fileStat', '-P')

/** What a path is; of a link, what it leads to (a dangling one does not exist). Key: the path. */
export const fileStatFollow = statKind('fileStatFollow', '-L')

function statKind(name: string, links: '-P' | '-L'): ObservationKind<string, FileStat> {
  return {
    name,
    id: (path) => path,
    fetch: (paths) => ({ command: script(statScript(links, paths)) }),
    parse: (reply, paths) => parseStats(links === '-L', reply, paths),
  }
}

// find knows all of it, takes many paths, and ends fields with NUL. It cannot start in a directory that
// it may not read. What it does not print is missing, unless a directory above it is closed to us.
function statScript(links: string, paths: readonly string[]): string {
  return `set -- ${paths.map((path) => quote(startingPoint(path))).join(' ')}
[ -r . ] || cd /
find ${links} "$@" -maxdepth 0 -printf '%p${STAT_FORMAT}' 2>/dev/null
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

function parseStats(follow: boolean, reply: Reply, paths: readonly string[]): FileStat[] {
  const fields = reply.stdout.toString('utf8').split('\0')
  const found = new Map<string, FileStat>()
  let at = 0
  while (at < fields.length && fields[at] !== 'end') {
    if (fields[at] === 'denied') {
      found.set(fields[at + 1] ?? '', { exists: false, denied: true })
      at += 2
    } else {
      const stat = parseStat(fields.slice(at, at + STAT_FIELDS))
      // find describes a dangling link itself when it cannot follow it.
      if (stat !== undefined && !(follow && stat.type === 'link')) found.set(fields[at] ?? '', stat)
      at += STAT_FIELDS
    }
  }
  if (fields[at] !== 'end') throw new StackError('task', 'the state of the files could not be read')
  return paths.map((path) => found.get(startingPoint(path)) ?? { exists: false, denied: false })
}
