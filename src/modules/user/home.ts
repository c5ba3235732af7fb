import type { ObservationKind } from '../../host/observation.ts'
import { quote, script } from '../../shell/command.ts'

export interface HomeKey {
  readonly user: string
  /** From the home directory, unless absolute. */
  readonly keyFile: string
}

export interface HomeState {
  readonly exists: boolean
  /** Path of the private key. */
  readonly keyFile: string
  readonly hasKey: boolean
  readonly publicKey: string
  readonly fingerprint: string
}

/** A user's home directory and the key pair in it. */
export const userHome: ObservationKind<HomeKey, HomeState> = {
  name: 'userHome',
  id: ({ user, keyFile }) => `${user}:${keyFile}`,
  fetch: (keys) => ({
    command: script(
      `${ONE}\n${keys.map(({ user, keyFile }) => `one ${quote(user)} ${quote(keyFile)}`).join('\n')}`,
    ),
  }),
  parse: (reply, keys) => {
    const fields = reply.stdout.toString('utf8').split('\0')
    return keys.map((_key, index) => {
      const [exists, keyFile = '', hasKey, publicKey = '', fingerprint = ''] = fields.slice(index * 5)
      return { exists: exists === 'y', keyFile, hasKey: hasKey === 'y', publicKey, fingerprint }
    })
  },
}

const ONE = `one() {
  home=$(getent passwd -- "$1" | cut -d: -f6)
  case $2 in /*) key=$2 ;; *) key=$home/$2 ;; esac
  [ -n "$home" ] && [ -d "$home" ] && printf y
  printf '\\0%s\\0' "$key"
  [ -f "$key" ] && printf y
  printf '\\0%s\\0' "$(cat -- "$key.pub" 2>/dev/null)"
  printf '%s\\0' "$([ -f "$key.pub" ] && ssh-keygen -l -f "$key.pub" 2>/dev/null)"
}`
