import type { Terminal } from '../report/terminal.ts'
import type { AnsibleSettings } from './ansibleSettings.ts'

/** What a command gets beside its own command line. */
export interface Surroundings {
  readonly terminal: Terminal
  /** Aborted when the user stops the program. */
  readonly signal: AbortSignal
  readonly version: string
  /** Ansible's own, for the commands that stand in for Ansible's; nothing is set for the others. */
  readonly settings: AnsibleSettings
}
