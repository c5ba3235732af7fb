import type { CommandLine } from './parse.ts'
import { play } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack run`: runs playbooks as ansible-playbook does. */
export async function run(line: CommandLine<'run'>, around: Surroundings): Promise<number> {
  const { flags } = line
  const mode = { command: 'run', playbooks: line.arguments, check: flags.check, diff: flags.diff }
  return (await play(flags, mode, around)).exitCode
}
