import { StackError } from '../../errors.ts'
import type { ObservationKind } from '../../host/observation.ts'
import { quote, script } from '../../shell/command.ts'

export interface DetailsKey {
  readonly path: string
  readonly follow: boolean
}

/** Texts in the order of `FIELDS`; undefined when nothing is there. */
export type Details = Readonly<Record<Field, string>> | undefined

type Field = (typeof FIELDS)[number]

const FIELDS = [
  'mode',
  'uid',
  'gid',
  'owner',
  'group',
  'size',
  'inode',
  'device',
  'links',
  'atime',
  'mtime',
  'ctime',
  'blocks',
  'blockSize',
  'deviceType',
  'access',
  'target',
  'realPath',
  'mime',
  'attributes',
] as const

/** Everything that Ansible's `stat` tells of a path, but for its checksum. */
export const fileDetails: ObservationKind<DetailsKey, Details> = {
  name: 'fileDetails',
  id: ({ path, follow }) => `${follow}:${path}`,
  fetch: (keys) => ({
    command: script(
      `${ONE}\n${keys.map(({ path, follow }) => `one ${follow ? '-L' : "''"} ${quote(path)}`).join('\n')}`,
    ),
  }),
  parse: (reply, keys) => {
    const records = reply.stdout.toString('utf8').split('\x1e')
    if (records.length !== keys.length + 1)
      throw new StackError('task', 'the state of the files could not be read')
    return keys.map((_key, index) => parseRecord(records[index] ?? ''))
  },
}

// st_mode comes in hexadecimal, with the type of the file in it.
const ONE = `one() {
  if stat $1 --printf '%f\\0%u\\0%g\\0%U\\0%G\\0%s\\0%i\\0%d\\0%h\\0%.9X\\0%.9Y\\0%.9Z\\0%b\\0%o\\0%r\\0' -- "$2" 2>/dev/null; then
    [ -r "$2" ] && printf r; [ -w "$2" ] && printf w; [ -x "$2" ] && printf x
    printf '\\0'
    if [ -z "$1" ] && [ -L "$2" ]; then readlink -n -- "$2"; printf '\\0'; readlink -mn -- "$2"; printf '\\0'
    else printf '\\0\\0'; fi
    command -v file >/dev/null && file --brief --mime-type --mime-encoding -- "$2" | tr -d '\\n'
    printf '\\0'
    command -v lsattr >/dev/null && lsattr -vd -- "$2" 2>/dev/null | { read -r version flags rest; printf '%s %s' "$version" "$flags"; }
    printf '\\0'
  fi
  printf '\\036'
}`

function parseRecord(record: string): Details {
  if (record === '') return undefined
  const texts = record.split('\0')
  return Object.fromEntries(FIELDS.map((field, index) => [field, texts[index] ?? ''])) as Record<
    Field,
    string
  >
}
