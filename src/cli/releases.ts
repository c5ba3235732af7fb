import type { CommandLine } from './parse.ts'
import { shippedPlaybook } from './paths.ts'
import { play } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack releases`: which releases of the application each server has, touching nothing. */
export async function releases({ flags }: CommandLine<'releases'>, around: Surroundings): Promise<number> {
  const mode = {
    command: 'releases',
    playbooks: [shippedPlaybook('releases.yml')],
    check: false,
    diff: false,
    needsInventory: true,
  }
  return (await play(flags, mode, around)).exitCode
}
