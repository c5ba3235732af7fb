import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import { Secret } from '../../shell/secret.ts'
import type { ObservationKind } from '../observation.ts'

export interface ShadowState {
  /** The password's hash as it stands there, its lock mark (`!`) included. */
  readonly password: Secret
  readonly locked: boolean
  /** No password at all: whoever names the user is let in. */
  readonly empty: boolean
  /** Days since 1970 of the last change and of expiry; days between changes; undefined when not set. */
  readonly lastChange: number | undefined
  readonly minDays: number | undefined
  readonly maxDays: number | undefined
  readonly warnDays: number | undefined
  readonly inactiveDays: number | undefined
  readonly expires: number | undefined
}

/** A user's password entry; undefined without one, or when we are not root. Key: the name. */
export const shadow: ObservationKind<string, ShadowState | undefined> = {
  name: 'shadow',
  id: (name) => name,
  fetch: (names) => ({
    command: script(
      `for user in ${names.map(quote).join(' ')}; do printf '%s\\0' "$(getent shadow -- "$user")"; done`,
    ),
  }),
  parse: (reply, names) => {
    const records = reply.stdout.toString('utf8').split('\0').slice(0, -1)
    if (records.length !== names.length) throw new StackError('task', 'the passwords could not be read')
    return records.map(parseShadow)
  },
}

function parseShadow(entry: string): ShadowState | undefined {
  if (entry === '') return undefined
  const [, password = '', ...days] = entry.split(':')
  const [lastChange, minDays, maxDays, warnDays, inactiveDays, expires] = days.map((text) =>
    text === '' ? undefined : Number(text),
  )
  return {
    password: new Secret(password),
    locked: password.startsWith('!') || password.startsWith('*'),
    empty: password === '',
    lastChange,
    minDays,
    maxDays,
    warnDays,
    inactiveDays,
    expires,
  }
}
