import type { OptionSchema } from '../../source/schema.ts'

/** Options that `service` and `systemd` share. */
export const serviceOptions = {
  state: {
    type: 'str',
    choices: ['started', 'stopped', 'restarted', 'reloaded'],
    description: 'started and stopped act only when needed; restarted and reloaded always do.',
  },
  enabled: { type: 'bool', description: 'Start it when the host boots.' },
} as const satisfies OptionSchema

export interface ServiceArgs {
  readonly name?: string | undefined
  readonly state?: 'started' | 'stopped' | 'restarted' | 'reloaded' | undefined
  readonly enabled?: boolean | undefined
  readonly masked?: boolean | undefined
  readonly daemon_reload?: boolean | undefined
  readonly daemon_reexec?: boolean | undefined
  readonly scope?: 'system' | 'user' | undefined
  readonly force?: boolean | undefined
  readonly no_block?: boolean | undefined
}
