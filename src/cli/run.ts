import type { CommandLine } from './parse.ts'
import { play, runOptions } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack run`: runs playbooks as ansible-playbook does, or lists what it would run. */
export async function run(line: CommandLine<'run'>, around: Surroundings): Promise<number> {
  const { flags } = line
  const mode = {
    command: 'run',
    playbooks: line.arguments,
    check: flags.check,
    diff: flags.diff,
    // As with Ansible, a playbook for localhost needs none.
    needsInventory: false,
    more: {
      forceHandlers: flags['force-handlers'],
      startAtTask: flags['start-at-task'],
      // The largest part of the program is loaded only when somebody is to be asked.
      step: flags.step ? async (task: string) => (await import('./prompts.ts')).askStep(task) : undefined,
    },
  }
  const listed = { hosts: flags['list-hosts'], tasks: flags['list-tasks'], tags: flags['list-tags'] }
  const onlyReads = flags['syntax-check'] || listed.hosts || listed.tasks || listed.tags
  if (!onlyReads) return (await play(flags, mode, around)).exitCode
  const { openRun } = await import('../engine/openRun.ts')
  const { listing } = await import('./listing.ts')
  const { warningTeller } = await import('../report/warnings.ts')
  const warn = warningTeller(around.terminal)
  const opened = openRun(
    await runOptions(flags, mode, around),
    (event) => {
      if (event.kind === 'warning') warn(event.message, event.at)
    },
    around.signal,
  )
  around.terminal.out(listing(opened, line.arguments, listed))
  return 0
}
