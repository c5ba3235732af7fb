import {
  type Cursor,
  type Frame,
  fail,
  handlingHosts,
  liveHosts,
  notify,
  pop,
  push,
  replace,
  runOf,
} from './frames.ts'
import type { Route, Row, Stop } from './stops.ts'

/** The next stop from here and the cursor standing at it; undefined at the end of the run. */
export function nextStop(
  cursor: Cursor,
  route: Route,
): { readonly stop: Stop; readonly cursor: Cursor } | undefined {
  let at = cursor
  for (;;) {
    if (at.telling !== undefined) return { stop: at.telling, cursor: at }
    const top = at.frames.at(-1)
    if (top === undefined) return undefined
    const stop = rowOf(at, top, route)
    if (stop !== undefined) return { stop, cursor: at }
    at = enter(at, top, route)
  }
}

function rowOf(at: Cursor, top: Frame, route: Route): Row | undefined {
  const run = runOf(at)
  if (run === undefined) return undefined
  if (top.kind === 'flush') {
    const task = run.handlers[top.index]
    const hosts =
      task === undefined
        ? []
        : handlingHosts(at, top.hosts).filter((host) => at.notified.get(task)?.includes(host))
    if (task === undefined || hosts.length === 0) return undefined
    const once = route.runsOnce(task)
    const order = [...top.order, top.index]
    return { kind: 'row', task, hosts: once ? hosts.slice(0, 1) : hosts, order, run, handler: true, once }
  }
  if (top.kind !== 'sequence') return undefined
  const node = top.nodes[top.index]
  if (node?.kind !== 'task' || !route.selects(node)) return undefined
  const live = liveHosts(at, top.hosts)
  if (live.length === 0) return undefined
  const once = route.runsOnce(node)
  return {
    kind: 'row',
    task: node,
    hosts: once ? live.slice(0, 1) : live,
    order: [...top.order, top.index],
    run,
    handler: top.handler === true,
    once,
  }
}

/** Moves past something that is no stop: opens a block, a section, a play, or leaves what is finished. */
function enter(at: Cursor, top: Frame, route: Route): Cursor {
  switch (top.kind) {
    case 'sequence':
      return enterSequence(at, top)
    case 'block':
      return leavePhase(at, top)
    case 'flush':
      return runOf(at)!.handlers[top.index] === undefined
        ? pop(at)
        : replace(at, { ...top, index: top.index + 1 })
    case 'play':
      return enterSection(at, top)
    case 'batches':
      return enterBatch(at, top)
    case 'plays':
      return enterPlay(at, top, route)
  }
}

function enterSequence(at: Cursor, top: Frame & { kind: 'sequence' }): Cursor {
  const node = top.nodes[top.index]
  const hosts = liveHosts(at, top.hosts)
  if (node === undefined || hosts.length === 0) return pop(at)
  const order = [...top.order, top.index]
  const moved = replace(at, { ...top, index: top.index + 1 })
  if (node.kind === 'task') return moved
  const done = node.completes === undefined ? undefined : at.completed.get(node.completes)
  const entering = done === undefined ? hosts : hosts.filter((host) => !done.has(host))
  if (entering.length === 0) return moved
  const block: Frame = {
    kind: 'block',
    block: node,
    phase: 'block',
    hosts: entering,
    failed: [],
    ran: [],
    order,
  }
  const inner: Frame = {
    kind: 'sequence',
    nodes: node.block,
    index: 0,
    hosts: entering,
    order: [...order, 0],
    handler: top.handler === true,
  }
  return push(moved, block, inner)
}

function leavePhase(at: Cursor, top: Frame & { kind: 'block' }): Cursor {
  const { block, phase } = top
  const failed = liveHosts(at, top.failed)
  if (phase === 'block' && block.rescue.length > 0 && failed.length > 0) {
    const rescuing = replace(at, { ...top, phase: 'rescue', failed: [] })
    return push(rescuing, {
      kind: 'sequence',
      nodes: block.rescue,
      index: 0,
      hosts: failed,
      order: [...top.order, 1],
    })
  }
  if (phase !== 'always' && block.always.length > 0) {
    const hosts = liveHosts(at, top.hosts)
    return push(replace(at, { ...top, phase: 'always' }), {
      kind: 'sequence',
      nodes: block.always,
      index: 0,
      hosts,
      order: [...top.order, 2],
    })
  }
  return failed.reduce(fail, complete(pop(at), top))
}

/** A role that runs once a play is done with for the hosts for which some of it ran. */
function complete(at: Cursor, { block, ran }: Frame & { kind: 'block' }): Cursor {
  if (block.completes === undefined || ran.length === 0) return at
  const completed = new Map(at.completed)
  completed.set(block.completes, new Set([...(completed.get(block.completes) ?? []), ...ran]))
  return { ...at, completed }
}

function enterSection(at: Cursor, top: Frame & { kind: 'play' }): Cursor {
  const section = top.run.sections[top.section]
  const hosts = section === 'flush' ? handlingHosts(at, top.run.batch) : liveHosts(at, top.run.batch)
  if (section === undefined || handlingHosts(at, top.run.batch).length === 0) return pop(at)
  const order = [...top.run.order, top.section]
  // Not before the first flush: what the tasks of this run repair is what the handlers then need.
  const isDue = top.section > top.run.sections.indexOf('flush')
  const due = isDue ? { ...notify(at, at.owed), owed: [] } : at
  const moved = replace(due, { ...top, section: top.section + 1 })
  return push(
    moved,
    section === 'flush'
      ? { kind: 'flush', index: 0, hosts, order }
      : { kind: 'sequence', nodes: section.nodes, index: 0, hosts, order },
  )
}

function enterBatch(at: Cursor, top: Frame & { kind: 'batches' }): Cursor {
  const run = top.runs[top.index]
  const wiped = top.index > 0 && top.runs[top.index - 1]!.batch.every((host) => at.dead.has(host))
  // A batch lost whole ends the run, as in Ansible: what broke it would break the rest too.
  if (wiped) return { ...at, frames: [] }
  if (run === undefined) return pop(at)
  const moved = replace({ ...at, telling: { kind: 'play', run } }, { ...top, index: top.index + 1 })
  return push(moved, { kind: 'play', run, section: 0 })
}

function enterPlay(at: Cursor, top: Frame & { kind: 'plays' }, route: Route): Cursor {
  const play = route.plays[top.index]
  if (play === undefined) return pop(at)
  const fresh = { ...at, notified: new Map(), owed: [], completed: new Map(), forced: new Set<string>() }
  const moved = replace(fresh, { kind: 'plays', index: top.index + 1 })
  const { runs, reason } = route.enterPlay(play, top.index, at.dead)
  if (runs.length === 0)
    return { ...moved, telling: { kind: 'skipped-play', play, reason: reason ?? 'no hosts matched' } }
  return push(moved, { kind: 'batches', runs, index: 0 })
}
