import type { ObservationKind } from '../../host/observation.ts'
import { quote, script } from '../../shell/command.ts'

/** Whether anything matches a path that may hold `*`, `?` and `[…]` (`creates`, `removes`). Key: the pattern. */
export const matchingPath: ObservationKind<string, boolean> = {
  name: 'matchingPath',
  id: (pattern) => pattern,
  fetch: (patterns) => ({
    command: script(
      `one() { if [ -e "$1" ] || [ -L "$1" ]; then echo 1; else echo 0; fi; }\n${patterns
        .map((pattern) => `one ${globWord(pattern)}`)
        .join('\n')}`,
    ),
  }),
  parse: (reply, patterns) => {
    const lines = reply.stdout.toString().split('\n')
    return patterns.map((_pattern, index) => lines[index] === '1')
  },
}

function globWord(pattern: string): string {
  return (
    pattern
      .split(/([*?[\]]+)/)
      .map((part, index) => (index % 2 === 1 || part === '' ? part : quote(part)))
      .join('') || "''"
  )
}
