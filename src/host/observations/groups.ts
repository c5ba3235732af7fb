import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'

export interface GroupState {
  readonly name: string
  readonly gid: number
  /** Those who have it as a supplementary group. */
  readonly members: readonly string[]
}

/** A group as the host's name service knows it; undefined when there is none. Key: the name, or the number as text. */
export const groups: ObservationKind<string, GroupState | undefined> = {
  name: 'groups',
  id: (name) => name,
  fetch: (names) => ({ command: script(`set -- ${names.map(quote).join(' ')}\n${READ}`) }),
  parse: (reply, names) => {
    const records = reply.stdout.toString('utf8').split('\0').slice(0, -1)
    if (records.length !== names.length) {
      throw new StackError('task', `the groups could not be read: ${reply.stderr.toString().trim()}`)
    }
    return records.map(parseGroup)
  },
}

// getent exits with 2 for a name that is not there; anything else is a fault and leaves the answer short.
const READ = `for group do
  entry=$(getent group -- "$group")
  case $? in
    0 | 2) printf '%s\\0' "$entry" ;;
    *) exit 1 ;;
  esac
done`

function parseGroup(entry: string): GroupState | undefined {
  if (entry === '') return undefined
  const [name = '', , gid, members = ''] = entry.split(':')
  return { name, gid: Number(gid), members: members.split(',').filter(Boolean) }
}
