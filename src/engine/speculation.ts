import type { Values } from '../modules/module.ts'
import { settled } from '../vars/pending.ts'
import { Announcement, registeredValues } from './binding.ts'
import { quietOutcomes } from './conclude.ts'
import type { RunContext } from './context.ts'
import { nextStop } from './cursor.ts'
import { isForeseeable } from './effects.ts'
import { evaluate, isBarrier } from './evaluate.ts'
import { type Evaluation, isQuiet } from './evaluation.ts'
import { type Cursor, liveHosts } from './frames.ts'
import { type HostInclude, loadIncludes } from './includes.ts'
import { passStop } from './outcome.ts'
import type { ItemOutcome } from './result.ts'
import { NOTHING, type Outcome, type Route, type Row, type Stop } from './stops.ts'
import type { Site } from './taskScope.ts'

/** A task on one host, being found out. */
export interface SiteWork {
  readonly site: Site
  readonly announcement: Announcement
  readonly evaluation: Promise<Evaluation>
}

/** One stop of the run, with the work begun for it. */
export interface Entry {
  readonly cursor: Cursor
  readonly stop: Stop
  readonly works: readonly SiteWork[]
}

/** Rows looked ahead right after a change: what lies further would most likely be thrown away again. */
const CAUTIOUS = 2
/** In check mode nothing that was observed is void, so only computing is thrown away. */
const CHECKING = 16

/**
 * The stops ahead of the one being committed, each with its probes under way: the reason why a run in which
 * nothing has drifted needs one round trip, not one a task. It goes ahead as though every task were "ok".
 */
export class Speculation {
  readonly #context: RunContext
  readonly #route: Route
  #entries: Entry[] = []
  /** Where to go on from, once the last entry is settled; undefined while it can't be told. */
  #ahead: Cursor | undefined
  #window = Number.POSITIVE_INFINITY

  constructor(context: RunContext, route: Route, start: Cursor) {
    this.#context = context
    this.#route = route
    this.#ahead = start
  }

  /** The next stop to commit; undefined at the end of the run. */
  head(): Entry | undefined {
    this.#extend()
    return this.#entries[0]
  }

  /** The head is committed as foreseen: everything behind it stands, if the way really leads there. */
  confirm(cursor: Cursor): void {
    const committed = this.#entries.shift()
    this.#window *= 2
    const follows = this.#entries[0]
    if (committed === undefined || follows === undefined) {
      this.#ahead = cursor
      return
    }
    const next = nextStop(cursor, this.#route)
    if (next === undefined || !isSame(next.stop, follows.stop)) this.restart(cursor, committed.stop)
    else this.#entries[0] = { ...follows, cursor: next.cursor }
  }

  /** The head came out otherwise than foreseen: everything behind it is thrown away. */
  restart(cursor: Cursor, committed: Stop): void {
    this.#entries = []
    this.#context.connections.departures.release()
    this.#window = this.#context.options.check ? CHECKING : CAUTIOUS
    // What was announced behind it would otherwise be waited for, and never come.
    if (committed.kind !== 'skipped-play') {
      this.#context.world.truncate(committed.kind === 'row' ? committed.order : committed.run.order)
    }
    this.#ahead = cursor
  }

  #extend(): void {
    while (this.#ahead !== undefined && this.#entries.length < this.#window) {
      const next = nextStop(this.#ahead, this.#route)
      if (next === undefined) return
      const entry = this.#begin(next.cursor, next.stop)
      this.#entries.push(entry)
      this.#ahead =
        next.stop.kind !== 'row' || passesFreely(next.stop)
          ? passStop(next.cursor, next.stop, NOTHING)
          : undefined
      if (this.#ahead === undefined) void this.#passGate(entry)
    }
  }

  #begin(cursor: Cursor, stop: Stop): Entry {
    if (stop.kind !== 'row') return { cursor, stop, works: [] }
    const live = liveHosts(cursor, stop.run.batch)
    return {
      cursor,
      stop,
      works: stop.hosts.map((host) =>
        this.#beginSite({ host, task: stop.task, order: stop.order, run: stop.run, live, once: stop.once }),
      ),
    }
  }

  #beginSite(site: Site): SiteWork {
    const announcement = new Announcement(site, this.#context.world)
    const evaluation = evaluate(site, this.#context)
    void evaluation.then((known) => this.#foresee(site, known, announcement))
    return { site, announcement, evaluation }
  }

  /** What a task with nothing to do would bind is known at once: tasks ahead may read it. */
  async #foresee(site: Site, evaluation: Evaluation, announcement: Announcement): Promise<void> {
    if (!isQuiet(evaluation)) return
    const outcomes = await settled(() => quietOutcomes(site, evaluation, this.#context))
    announcement.fill({
      registered: registeredOf(outcomes, evaluation),
      outcomes,
      effects: effectsOf(evaluation),
    })
  }

  /** A task that decides where the run goes (includes, meta, actions) has to be known before going on. */
  async #passGate(entry: Entry): Promise<void> {
    const stop = entry.stop as Row
    const { departures } = this.#context.connections
    departures.hold()
    const evaluations = await Promise.all(entry.works.map((work) => work.evaluation))
    departures.release()
    if (this.#entries.at(-1) !== entry) return
    const foreseen = foresee(stop, entry.works, evaluations, this.#context)
    if (foreseen === undefined) return
    this.#ahead = passStop(entry.cursor, stop, foreseen)
    this.#extend()
  }
}

function isSame(a: Stop, b: Stop): boolean {
  if (a.kind !== 'row' || b.kind !== 'row') return a.kind === b.kind
  return a.task === b.task && a.hosts.join('\n') === b.hosts.join('\n')
}

/** State modules and plain computations: what comes next doesn't depend on them, as long as they are "ok". */
function passesFreely(row: Row): boolean {
  const module = row.task.module
  return (
    module?.kind === 'state' ||
    (module?.kind === 'control' && !['meta', 'add_host', 'group_by', 'fail', 'pause'].includes(module.name))
  )
}

/** Where the hosts go if all is as it seems; undefined when that is not known before the row is committed. */
function foresee(
  row: Row,
  works: readonly SiteWork[],
  evaluations: readonly Evaluation[],
  context: RunContext,
): Outcome | undefined {
  const requests: HostInclude[] = []
  const metas: { host: string; action: string }[] = []
  for (const [index, evaluation] of evaluations.entries()) {
    const host = works[index]!.site.host
    if (evaluation.kind === 'whole') {
      if (evaluation.outcome.status !== 'skipped') return undefined
      continue
    }
    for (const { plan } of evaluation.items) {
      if (plan.kind === 'include') requests.push({ host, include: plan.include })
      else if (plan.kind === 'action' && !isBarrier(plan.prepared)) continue
      else if (
        plan.kind !== 'settled' ||
        plan.outcome.status === 'failed' ||
        !plan.effects.every(isForeseeable)
      )
        return undefined
      else
        metas.push(
          ...plan.effects.flatMap((effect) =>
            effect.kind === 'meta' ? [{ host, action: effect.action }] : [],
          ),
        )
    }
  }
  try {
    return {
      ...NOTHING,
      metas,
      includes: loadIncludes(row.task, row.run, requests, context).map((group) => group.nodes),
    }
  } catch {
    return undefined
  }
}

function registeredOf(outcomes: readonly ItemOutcome[], evaluation: Evaluation): Values {
  return registeredValues(outcomes, evaluation.kind === 'items' && evaluation.looped)
}

function effectsOf(evaluation: Evaluation) {
  return evaluation.kind === 'whole'
    ? []
    : evaluation.items.flatMap((item) => (item.plan.kind === 'settled' ? item.plan.effects : []))
}
