import { eventJson } from './eventJson.ts'
import type { Reporter } from './reporter.ts'
import type { Terminal } from './terminal.ts'

/** JSON Lines on standard output: every event of the run, one a line, in order. */
export function jsonReporter(terminal: Terminal): Reporter {
  return {
    hear: (event) => terminal.out(eventJson(event)),
    close: async () => {},
  }
}
