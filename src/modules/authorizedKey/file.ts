import { StackError } from '../../errors.ts'
import type { ObservationKind } from '../../host/observation.ts'
import { quote, script } from '../../shell/command.ts'

export interface KeyFileKey {
  readonly user: string
  /** In place of ~/.ssh/authorized_keys; `%h`, `%u` and `~` are the user's. */
  readonly path: string | undefined
}

export interface KeyFile {
  readonly userExists: boolean
  readonly uid: number
  readonly gid: number
  readonly path: string
  /** `mode uid gid` of the directory and of the file; empty when there is none. */
  readonly directory: string
  readonly file: string
  readonly content: string
}

/** A user's authorized_keys, wherever the home directory is. */
export const keyFile: ObservationKind<KeyFileKey, KeyFile> = {
  name: 'authorizedKeys',
  id: ({ user, path }) => `${user}:${path ?? ''}`,
  fetch: (keys) => ({
    command: script(
      `${ONE}\n${keys.map(({ user, path }) => `one ${quote(user)} ${quote(path ?? '')}`).join('\n')}`,
    ),
  }),
  parse: (reply, keys) => {
    const fields = reply.stdout.toString('utf8').split('\0')
    if (fields.length !== keys.length * 6 + 1)
      throw new StackError('task', 'the authorized keys could not be read')
    return keys.map((_key, index) => {
      const [uid = '', gid, path = '', directory = '', file = '', content = ''] = fields.slice(index * 6)
      // A dot keeps the newlines at the end of the content.
      return {
        userExists: uid !== '',
        uid: Number(uid),
        gid: Number(gid),
        path,
        directory,
        file,
        content: content.slice(0, -1),
      }
    })
  },
}

const ONE = `one() {
  entry=$(getent passwd -- "$1")
  home=$(printf %s "$entry" | cut -d: -f6)
  case $2 in
    '') path=$home/.ssh/authorized_keys ;;
    *) path=$(printf '%s' "$2" | sed "s|%h|$home|g; s|%u|$1|g; s|^~/|$home/|") ;;
  esac
  printf '%s\\0%s\\0%s\\0' "$(printf %s "$entry" | cut -d: -f3)" "$(printf %s "$entry" | cut -d: -f4)" "$path"
  printf '%s\\0%s\\0' "$(stat -L -c '%a %u %g' -- "\${path%/*}" 2>/dev/null)" "$(stat -L -c '%a %u %g' -- "$path" 2>/dev/null)"
  printf '%s\\0' "$(cat -- "$path" 2>/dev/null; echo .)"
}`
