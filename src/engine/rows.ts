import { performance } from 'node:perf_hooks'
import type { Task } from '../playbook/model.ts'
import { inherited } from '../vars/ancestry.ts'
import { factsOf, registeredValues } from './binding.ts'
import { type Committed, commit } from './commit.ts'
import type { RunContext } from './context.ts'
import { bindToDelegate } from './delegateFacts.ts'
import { type HostEffect, isForeseeable } from './effects.ts'
import type { TaskInfo, TaskResult } from './events.ts'
import { foretell, noteOpaque } from './foretelling.ts'
import { type Cursor, isRescued } from './frames.ts'
import { notifiedHandlers } from './handlers.ts'
import { loadIncludes } from './includes.ts'
import { limit } from './limit.ts'
import { keywordHolds, taskInfo, taskResult } from './report.ts'
import { failedOutcome, loopStatus } from './result.ts'
import type { Entry, SiteWork } from './speculation.ts'
import type { Outcome, Row } from './stops.ts'
import type { Tally } from './tally.ts'
import { type Site, taskScope } from './taskScope.ts'

/** A committed row: where it leads, and whether what was planned behind it still stands. */
export interface CommittedRow {
  readonly outcome: Outcome
  readonly foreseen: boolean
  /** What control modules ask for beyond their own host. */
  readonly effects: readonly HostEffect[]
}

interface Finished {
  readonly site: Site
  readonly committed: Committed
  readonly result: TaskResult
  readonly notified: readonly Task[]
  /** Everything that the task bound had been announced. */
  readonly announced: boolean
}

/** Carries out one task on all its hosts, tells what came of it and counts it. */
export async function commitRow(
  entry: Entry,
  row: Row,
  context: RunContext,
  tally: Tally,
): Promise<CommittedRow> {
  const first = entry.works[0]!.site
  const info = taskInfo(first, context, row.handler)
  context.emit({ kind: 'task-start', task: info })
  const finished = await limit(atATime(first, context), entry.works, (work) =>
    finish(work, row, info, entry.cursor, context, tally),
  )
  const done = finished.filter((item) => item !== undefined)
  const outcome = outcomeOf(row, done, info, context)
  const foreseen =
    done.length === entry.works.length && outcome.notified.length === 0 && done.every(isForeseen)
  const effects = done.flatMap(({ site, committed }) =>
    committed.effects.map((effect) => ({ host: site.host, effect })),
  )
  return { outcome, foreseen, effects }
}

/** Hosts that may be worked on at once: `throttle` sets a lower number than there are forks. */
function atATime(site: Site, context: RunContext): number {
  const written = inherited(site.task, 'throttle')
  const { forks } = context.options
  if (written === undefined) return forks
  const scope = taskScope(site, context.world, context.playVars)
  const throttle = Number(context.world.templar.render(written, scope, site.task.at))
  return throttle > 0 ? Math.min(forks, throttle) : forks
}

async function finish(
  work: SiteWork,
  row: Row,
  info: TaskInfo,
  cursor: Cursor,
  context: RunContext,
  tally: Tally,
): Promise<Finished | undefined> {
  const started = performance.now()
  const evaluation = await abortable(work.evaluation, context.signal)
  if (evaluation === undefined) return undefined
  const { site } = work
  const carriedOut = await commit(site, evaluation, info, context)
  if (carriedOut.outcomes.length === 0) return undefined
  const { committed, notified } = follow(site, row, carriedOut, info, context)
  const announced = bind(work, committed, context)
  const result = taskResult(site, committed, info, performance.now() - started, context)
  if (isCounted(row.task, result))
    tally.count(result, isRescued(cursor, site.host), committed.includes.length)
  if (result.status === 'failed' && isRescued(cursor, site.host)) bindFailure(site, committed, context)
  if (row.task.module?.name !== 'meta' || result.status !== 'ok') context.emit({ kind: 'result', result })
  return { site, committed, result, notified, announced }
}

/** As in Ansible, what only leads the way, `meta` and `include_role`, is in nobody's counts. */
function isCounted(task: Task, { status }: TaskResult): boolean {
  if (status === 'failed') return true
  return task.module?.name !== 'meta' && (task.include?.kind !== 'role' || status !== 'ok')
}

/** Handlers to notify and files to include: what is wrong with those fails the task too. */
function follow(
  site: Site,
  row: Row,
  carriedOut: Committed,
  info: TaskInfo,
  context: RunContext,
): { committed: Committed; notified: readonly Task[] } {
  const committed = context.options.check ? foretell(site, carriedOut, info, context) : carriedOut
  if (context.options.check) noteOpaque(site, committed, info, context)
  try {
    loadIncludes(
      row.task,
      row.run,
      committed.includes.map((include) => ({ host: site.host, include })),
      context,
    )
    return {
      committed,
      notified: loopStatus(committed.outcomes) === 'changed' ? notifiedHandlers(site, context) : [],
    }
  } catch (error) {
    return {
      committed: { ...committed, looped: false, includes: [], outcomes: [failedOutcome(error)] },
      notified: [],
    }
  }
}

/** What a `rescue` can ask about the failure it takes up. */
function bindFailure(site: Site, committed: Committed, context: RunContext): void {
  context.world.bindings(site.host).set(site.order, 'set', {
    ansible_failed_result: registeredValues(committed.outcomes, committed.looped),
    ansible_failed_task: { name: site.task.name ?? '', action: site.task.action, args: site.task.args },
  })
}

/** Resolves to undefined when the run is stopped first: a probe may never be answered. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined)
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function bind(work: SiteWork, committed: Committed, context: RunContext): boolean {
  const registered = registeredValues(committed.outcomes, committed.looped)
  work.announcement.fill({ registered, outcomes: committed.outcomes, effects: committed.effects })
  if (bindToDelegate(work.site, committed, context)) return false
  const facts = factsOf(committed.outcomes)
  if (work.announcement.expectsFacts || Object.keys(facts).length === 0) return true
  context.world.bindings(work.site.host).set(work.site.order, 'fact', facts)
  return false
}

function isForeseen({ committed, result, announced }: Finished): boolean {
  const quiet =
    committed.touched === undefined &&
    (result.status === 'ok' || result.status === 'skipped' || result.ignored)
  return quiet && announced && committed.effects.every(isForeseeable)
}

function outcomeOf(row: Row, done: readonly Finished[], info: TaskInfo, context: RunContext): Outcome {
  const lost = (status: string) =>
    done.filter(({ result }) => result.status === status && !result.ignored).map(({ site }) => site.host)
  const notified = done.flatMap(({ site, notified }) =>
    notified.map((handler) => ({ handler, host: site.host })),
  )
  for (const { handler, host } of notified)
    context.emit({ kind: 'handler-notified', host, handler: handler.name ?? '' })
  const unreachable = lost('unreachable')
  return {
    skipped: lost('skipped'),
    failed: spreadFailure(row, done, lost('failed'), unreachable, context),
    unreachable,
    includes: included(row, done, info, context),
    metas: done.flatMap(({ site, committed }) =>
      committed.effects.flatMap((effect) =>
        effect.kind === 'meta' ? [{ host: site.host, action: effect.action }] : [],
      ),
    ),
    notified,
  }
}

/** Which hosts a failure takes along: all of them under any_errors_fatal, run_once, or too high a share. */
function spreadFailure(
  row: Row,
  done: readonly Finished[],
  failed: string[],
  unreachable: string[],
  context: RunContext,
): string[] {
  const first = done[0]?.site
  if (first === undefined || failed.length + unreachable.length === 0) return failed
  const scope = taskScope(first, context.world, context.playVars)
  const fatal = keywordHolds(row.task, 'anyErrorsFatal', scope, context)
  const written = row.run.play.maxFailPercentage
  const allowed = written === undefined ? 100 : Number(context.world.templar.render(written, scope))
  const gone = row.run.batch.length - first.live.length + failed.length + unreachable.length
  const tooMany = written !== undefined && (gone / row.run.batch.length) * 100 > allowed
  if (fatal || tooMany) context.emit({ kind: 'no-hosts-left' })
  return fatal || row.once || tooMany ? first.live.filter((host) => !unreachable.includes(host)) : failed
}

function included(
  row: Row,
  done: readonly Finished[],
  info: TaskInfo,
  context: RunContext,
): Outcome['includes'] {
  const requests = done.flatMap(({ site, committed }) =>
    committed.includes.map((include) => ({ host: site.host, include })),
  )
  if (requests.length === 0) return []
  return loadIncludes(row.task, row.run, requests, context).map(({ file, request, nodes }) => {
    const label = row.task.loop === undefined ? undefined : request.vars[row.task.loop.control.loopVar]
    context.emit({
      kind: 'included',
      task: info,
      file,
      hosts: nodes.hosts,
      ...(label === undefined ? {} : { label }),
    })
    return nodes
  })
}
