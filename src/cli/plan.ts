import type { CommandLine } from './parse.ts'
import { shippedPlaybook } from './paths.ts'
import { play } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack plan`: what `up` would change. Exit code 0 nothing, 2 something, 1 it cannot be said. */
export async function plan({ flags }: CommandLine<'plan'>, around: Surroundings): Promise<number> {
  const playbooks = [flags.playbook ?? shippedPlaybook()]
  const mode = { command: 'plan', playbooks, check: true, diff: true, needsInventory: true }
  const { exitCode, changedHosts } = await play(flags, mode, around)
  if (exitCode !== 0) return 1
  return changedHosts === 0 ? 0 : 2
}
