import type { ObservationKind } from '../../host/observation.ts'
import { type PresentFile, parseStat, STAT_FIELDS, STAT_FORMAT } from '../../host/observations/statFormat.ts'
import { quote, script } from '../../shell/command.ts'

export interface FindKey {
  readonly path: string
  /** 0 is no limit. */
  readonly depth: number
  readonly follow: boolean
  readonly checksum: boolean
}

export interface FoundFile {
  readonly path: string
  readonly stat: PresentFile
  /** SHA-1, of files, when asked for. */
  readonly checksum: string | undefined
}

/** All entries below a directory, down to a depth; undefined when it is no directory. */
export const foundFiles: ObservationKind<FindKey, readonly FoundFile[] | undefined> = {
  name: 'foundFiles',
  id: ({ path, depth, follow, checksum }) => [path, depth, follow, checksum].join('\0'),
  fetch: (keys) => ({
    command: script(
      `one() {
  if [ -d "$1" ]; then
    find $3 "$1" -mindepth 1 $2 -printf '%p${STAT_FORMAT}' 2>/dev/null
    [ -z "$4" ] || find $3 "$1" -mindepth 1 $2 -type f -exec sha1sum -z {} + 2>/dev/null
    printf '/\\0'
  else printf '//\\0'; fi
}\n${keys.map(call).join('\n')}`,
    ),
  }),
  parse: (reply, keys) => {
    const fields = reply.stdout.toString('utf8').split('\0')
    let at = 0
    return keys.map(() => {
      const files: { path: string; stat: PresentFile }[] = []
      const sums = new Map<string, string>()
      for (; at < fields.length && fields[at] !== '/' && fields[at] !== '//'; ) {
        const sum = /^([0-9a-f]{40}) {2}([\s\S]*)$/.exec(fields[at] ?? '')
        if (sum !== null) {
          sums.set(sum[2] ?? '', sum[1] ?? '')
          at += 1
          continue
        }
        const stat = parseStat(fields.slice(at, at + STAT_FIELDS))
        if (stat !== undefined) files.push({ path: fields[at] ?? '', stat })
        at += STAT_FIELDS
      }
      const missing = fields[at] === '//'
      at += 1
      return missing ? undefined : files.map((file) => ({ ...file, checksum: sums.get(file.path) }))
    })
  },
}

function call({ path, depth, follow, checksum }: FindKey): string {
  const limit = depth === 0 ? "''" : quote(`-maxdepth ${depth}`)
  return `one ${quote(path)} ${limit} ${follow ? '-L' : '-P'} ${checksum ? 'sums' : "''"}`
}

interface GrepKey {
  readonly path: string
  readonly pattern: string
  /** The pattern may match over several lines. */
  readonly whole: boolean
}

/** Whether a file has a line that matches from its beginning, as Python's `re.match` does. */
export const grepped: ObservationKind<GrepKey, boolean> = {
  name: 'grepped',
  id: ({ path, pattern, whole }) => [path, pattern, whole].join('\0'),
  fetch: (keys) => ({
    command: script(
      keys
        .map(({ path, pattern, whole }) => {
          const regex = quote(whole ? pattern : `^(?:${pattern})`)
          return `grep ${whole ? '-Pzq' : '-Pq'} -e ${regex} -- ${quote(path)} 2>/dev/null && echo y || echo n`
        })
        .join('\n'),
    ),
  }),
  parse: (reply, keys) => {
    const lines = reply.stdout.toString().split('\n')
    return keys.map((_key, index) => lines[index] === 'y')
  },
}
