import type { Terminal } from '../report/terminal.ts'

/** What a command gets beside its own command line. */
export interface Surroundings {
  readonly terminal: Terminal
  /** Aborted when the user stops the program. */
  readonly signal: AbortSignal
  readonly version: string
}
