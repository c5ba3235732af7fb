import type { CommandLine } from './parse.ts'
import { shippedPlaybook, stateDirectory } from './paths.ts'
import { play } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack rollback`: puts an earlier release of the application back, one server after the other. */
export async function rollback({ flags }: CommandLine<'rollback'>, around: Surroundings): Promise<number> {
  const { to } = flags
  const named = to === undefined ? [] : [JSON.stringify({ app_rollback_to: to })]
  const mode = {
    command: 'rollback',
    playbooks: [shippedPlaybook('rollback.yml')],
    check: flags.check,
    diff: flags.diff,
    needsInventory: true,
    stateDirectory: stateDirectory(),
  }
  const { exitCode } = await play(
    { ...flags, 'extra-vars': [...flags['extra-vars'], ...named] },
    mode,
    around,
  )
  if (exitCode === 0 && !flags.check && flags.output !== 'json')
    around.terminal.out(
      'The next `stack up` brings the release of app_source again: put the source back as well.\n',
    )
  return exitCode
}
