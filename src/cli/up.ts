import type { CommandLine } from './parse.ts'
import { shippedPlaybook, stateDirectory } from './paths.ts'
import { play } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack up`: builds the stack that the inventory describes. */
export async function up({ flags }: CommandLine<'up'>, around: Surroundings): Promise<number> {
  const mode = {
    command: 'up',
    playbooks: [flags.playbook ?? shippedPlaybook()],
    check: flags.check,
    diff: flags.diff,
    needsInventory: true,
    stateDirectory: stateDirectory(),
  }
  return (await play(flags, mode, around)).exitCode
}
