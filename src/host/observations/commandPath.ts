import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'

/** Where a command is found in the search path; its own name for one the shell has built in; undefined if nowhere. */
export const commandPath: ObservationKind<string, string | undefined> = {
  name: 'commandPath',
  id: (name) => name,
  fetch: (names) => ({
    command: script(
      `for name in ${names.map(quote).join(' ')}; do printf '%s\\0' "$(command -v -- "$name")"; done`,
    ),
  }),
  parse: (reply, names) => {
    const records = reply.stdout.toString('utf8').split('\0').slice(0, -1)
    if (records.length !== names.length) throw new StackError('task', 'the search path could not be read')
    return records.map((record) => record || undefined)
  },
}
