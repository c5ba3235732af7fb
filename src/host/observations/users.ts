import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'

export interface UserState {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly gecos: string
  readonly home: string
  readonly shell: string
  /** Names of all groups, the primary one first. */
  readonly groups: readonly string[]
}

/** A user as the host's name service knows it; undefined when there is none. Key: the name. */
export const users: ObservationKind<string, UserState | undefined> = {
  name: 'users',
  id: (name) => name,
  fetch: (names) => ({ command: script(`set -- ${names.map(quote).join(' ')}\n${READ}`) }),
  parse: (reply, names) => {
    const records = reply.stdout.toString('utf8').split('\0').slice(0, -1)
    if (records.length !== names.length) {
      throw new StackError('task', `the users could not be read: ${reply.stderr.toString().trim()}`)
    }
    return records.map(parseUser)
  },
}

// getent exits with 2 for a name that is not there; anything else is a fault and leaves the answer short.
const READ = `for user do
  entry=$(getent passwd -- "$user")
  case $? in
    0) printf '%s\\n%s\\0' "$entry" "$(id -Gn -- "$user")" ;;
    2) printf '\\0' ;;
    *) exit 1 ;;
  esac
done`

function parseUser(record: string): UserState | undefined {
  const [entry = '', groups = ''] = record.split('\n')
  if (entry === '') return undefined
  const [name = '', , uid, gid, gecos = '', home = '', shell = ''] = entry.split(':')
  return { name, uid: Number(uid), gid: Number(gid), gecos, home, shell, groups: groups.split(' ') }
}
