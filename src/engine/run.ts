import { performance } from 'node:perf_hooks'
import { StackError } from '../errors.ts'

import type { RunContext } from './context.ts'
import { carryEffects } from './effects.ts'
import type { Emit } from './events.ts'
import { type Cursor, startCursor } from './frames.ts'
import { type OpenedRun, openRun } from './openRun.ts'
import type { RunOptions } from './options.ts'
import { passStop } from './outcome.ts'
import { PendingHandlers } from './pendingHandlers.ts'
import { taskInfo } from './report.ts'
import { commitRow } from './rows.ts'
import { type Entry, Speculation } from './speculation.ts'
import { NO_HOSTS_LEFT, NOTHING, type Row } from './stops.ts'
import { Tally } from './tally.ts'

export type { RunOptions } from './options.ts'

/**
 * Runs playbooks against an inventory, telling everything through `emit`. The result's exit code is
 * Ansible's: 0 ok, 2 a host failed, 4 a host was unreachable.
 * @throws StackError, StackErrors for whatever is wrong before a host is touched, and `interrupted`
 */
export async function runPlaybooks(
  options: RunOptions,
  emit: Emit,
  signal: AbortSignal,
): Promise<{ exitCode: number }> {
  const started = performance.now()
  const run = openRun(options, emit, signal)
  const tally = new Tally()
  run.context.emit({
    kind: 'run-start',
    playbooks: options.playbooks,
    check: options.check,
    diff: options.diff,
    at: Date.now(),
  })
  try {
    await followRoute(run, tally)
    if (signal.aborted)
      throw new StackError('interrupted', 'the run was stopped', {
        hint: 'run it again: it goes on with whatever is not yet as wanted',
      })
    const roundTrips = await run.context.connections.roundTrips()
    const exitCode = tally.exitCode()
    run.context.emit({
      kind: 'run-end',
      recap: tally.recap(),
      roundTrips,
      stats: tally.stats,
      exitCode,
      durationMs: performance.now() - started,
    })
    return { exitCode }
  } finally {
    await run.context.connections.close()
  }
}

async function followRoute(run: OpenedRun, tally: Tally): Promise<void> {
  const { context, route } = run
  const owed = PendingHandlers.read(context.options)
  const speculation = new Speculation(context, route, startCursor())
  const isWanted = stepAsker(context)
  for (
    let entry = speculation.head();
    entry !== undefined && !context.signal.aborted;
    entry = speculation.head()
  ) {
    if (entry.stop.kind !== 'row') {
      const cursor = tellPlay(entry, run, tally, owed)
      if (cursor.owed.length === 0) speculation.confirm(cursor)
      else speculation.restart(cursor, entry.stop)
      continue
    }
    const row = entry.stop
    if (!(await isWanted(entry, row))) {
      speculation.restart(passStop(entry.cursor, row, NOTHING), row)
      continue
    }
    const { outcome, foreseen, effects } = await commitRow(entry, row, context, tally)
    const changedWorld = carryEffects(effects, run, tally)
    owed.note(row, outcome)
    const next = passStop(entry.cursor, row, outcome)
    if (foreseen && !changedWorld) speculation.confirm(next)
    else speculation.restart(next, row)
  }
  if (!context.signal.aborted) owed.settle(tally.lost())
}

/** Says of each task whether it is to run, having asked where the user wants to be asked. */
function stepAsker(context: RunContext): (entry: Entry, row: Row) => Promise<boolean> {
  const { step } = context.options
  let asking = step !== undefined
  return async ({ works }, { task, handler }) => {
    if (!asking || step === undefined || task.module?.name === 'meta') return true
    const answer = await step(taskInfo(works[0]!.site, context, handler).name)
    asking = answer !== 'continue'
    return answer !== 'no'
  }
}

/** Announces a play, and brings back the handlers that an earlier, failed run still owes its hosts. */
function tellPlay(entry: Entry, run: OpenedRun, tally: Tally, owed: PendingHandlers): Cursor {
  const { stop } = entry
  const { context } = run
  if (stop.kind === 'skipped-play') {
    if (stop.reason === NO_HOSTS_LEFT) context.emit({ kind: 'play-start', name: stop.play.name, hosts: [] })
    else context.emit({ kind: 'play-skipped', name: stop.play.name, reason: stop.reason })
    return passStop(entry.cursor, stop, NOTHING)
  }
  if (stop.kind !== 'play') throw new Error('only a play can be told')
  context.emit({ kind: 'play-start', name: stop.run.play.name, hosts: stop.run.batch })
  tally.add(stop.run.batch)
  const notified = context.options.check ? [] : owed.of(stop.run)
  return passStop(entry.cursor, stop, { ...NOTHING, notified })
}
