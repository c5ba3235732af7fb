import { type Cursor, type Frame, fail, kill, notify, push, replace, without } from './frames.ts'
import type { IncludedNodes, Outcome, Row, Stop } from './stops.ts'

/** The cursor behind a stop, given what became of it. */
export function passStop(cursor: Cursor, stop: Stop, outcome: Outcome): Cursor {
  if (stop.kind !== 'row') return { ...cursor, telling: undefined, owed: outcome.notified }
  let next = noteRan(stepOver(cursor, stop), stop, outcome)
  next = notify(next, outcome.notified)
  for (const host of outcome.unreachable) next = kill(next, host)
  for (const host of outcome.failed) next = fail(next, host)
  next = outcome.includes.length === 0 ? next : include(next, stop, outcome.includes)
  return applyMetas(next, stop, outcome)
}

/** For the innermost use of the task's role: whose role has had a task that ran. */
function noteRan(at: Cursor, row: Row, { skipped }: Outcome): Cursor {
  const { role } = row.task
  const depth = at.frames.findLastIndex((frame) => frame.kind === 'block' && frame.block.role === role)
  const frame = at.frames[depth]
  if (role === undefined || frame?.kind !== 'block' || frame.block.completes === undefined) return at
  const news = row.hosts.filter((host) => !skipped.includes(host) && !frame.ran.includes(host))
  if (news.length === 0) return at
  return { ...at, frames: at.frames.with(depth, { ...frame, ran: [...frame.ran, ...news] }) }
}

function stepOver(at: Cursor, row: Row): Cursor {
  const top = at.frames.at(-1)!
  if (top.kind === 'sequence') return replace(at, { ...top, index: top.index + 1 })
  if (top.kind !== 'flush') throw new Error('a row can only stand in a list of tasks')
  const notified = new Map(at.notified)
  notified.set(
    row.task,
    (at.notified.get(row.task) ?? []).filter((host) => !row.hosts.includes(host)),
  )
  return replace({ ...at, notified }, { ...top, index: top.index + 1 })
}

function include(at: Cursor, row: Row, includes: readonly IncludedNodes[]): Cursor {
  const frames = includes.map(
    ({ nodes, hosts }, index): Frame => ({
      kind: 'sequence',
      nodes,
      index: 0,
      hosts,
      order: [...row.order, index],
      handler: row.handler,
    }),
  )
  return push(at, ...frames.reverse())
}

function applyMetas(at: Cursor, row: Row, outcome: Outcome): Cursor {
  let next = at
  const actions = new Set(outcome.metas.map((meta) => meta.action))
  if (actions.has('flush_handlers')) {
    next = push(next, { kind: 'flush', index: 0, hosts: row.hosts, order: [...row.order, 0] })
  }
  if (actions.has('clear_host_errors')) next = clearErrors(next)
  if (actions.has('end_play') || actions.has('end_batch')) {
    const depth = next.frames.findIndex(
      (frame) => frame.kind === (actions.has('end_play') ? 'batches' : 'play'),
    )
    next = { ...next, frames: next.frames.slice(0, depth) }
  }
  for (const { host, action } of outcome.metas) {
    if (action === 'end_host') next = leavePlay(next, host)
  }
  return next
}

/** Lost hosts take part again, from the next play on. */
function clearErrors(at: Cursor): Cursor {
  return { ...[...at.dead].reduce(leavePlay, at), dead: new Set() }
}

/** The host is done with this play, without having failed. */
function leavePlay(at: Cursor, host: string): Cursor {
  const frames = at.frames.map((frame) =>
    frame.kind === 'play'
      ? { ...frame, run: { ...frame.run, batch: frame.run.batch.filter((other) => other !== host) } }
      : without(frame, host),
  )
  return { ...at, frames }
}
