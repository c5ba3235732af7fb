import type { Block, Task, TaskNode } from '../playbook/model.ts'
import type { Order } from '../vars/order.ts'
import type { Outcome, PlayMarker, PlayRun, SkippedPlayMarker } from './stops.ts'

export type Phase = 'block' | 'rescue' | 'always'

export type Frame =
  | {
      readonly kind: 'sequence'
      readonly nodes: readonly TaskNode[]
      readonly index: number
      readonly hosts: readonly string[]
      readonly order: Order
      /** What a handler included. */
      readonly handler?: boolean
    }
  | {
      readonly kind: 'block'
      readonly block: Block
      readonly phase: Phase
      readonly hosts: readonly string[]
      readonly failed: readonly string[]
      /** Hosts for which a task of the role that the block is has run. */
      readonly ran: readonly string[]
      readonly order: Order
    }
  | {
      readonly kind: 'flush'
      readonly index: number
      readonly hosts: readonly string[]
      readonly order: Order
    }
  | { readonly kind: 'play'; readonly run: PlayRun; readonly section: number }
  | { readonly kind: 'batches'; readonly runs: readonly PlayRun[]; readonly index: number }
  | { readonly kind: 'plays'; readonly index: number }

/** Where the run is: immutable, so that going ahead and coming back are both free. */
export interface Cursor {
  readonly frames: readonly Frame[]
  /** Hosts that take no further part: failed or unreachable. */
  readonly dead: ReadonlySet<string>
  /** Dead hosts that still run handlers in this play. */
  readonly forced: ReadonlySet<string>
  /** By what a block says in `completes`: the hosts that have gone through such a block in this play. */
  readonly completed: ReadonlyMap<string, ReadonlySet<string>>
  readonly notified: ReadonlyMap<Task, readonly string[]>
  /** What earlier runs left to be done: notified once the tasks have run that may repair why it was left. */
  readonly owed: Outcome['notified']
  /** Play begun but not yet told. */
  readonly telling: PlayMarker | SkippedPlayMarker | undefined
}

export function startCursor(): Cursor {
  return {
    frames: [{ kind: 'plays', index: 0 }],
    dead: new Set(),
    forced: new Set(),
    completed: new Map(),
    notified: new Map(),
    owed: [],
    telling: undefined,
  }
}

/** Hosts that run handlers: the live ones, and failed ones where handlers are forced. */
export function handlingHosts(cursor: Cursor, hosts: readonly string[]): readonly string[] {
  return hosts.filter((host) => !cursor.dead.has(host) || cursor.forced.has(host))
}

/** Live hosts of the innermost play, for `ansible_play_hosts`. */
export function liveHosts(cursor: Cursor, hosts: readonly string[]): readonly string[] {
  return cursor.dead.size === 0 ? hosts : hosts.filter((host) => !cursor.dead.has(host))
}

export function runOf(at: Cursor): PlayRun | undefined {
  return at.frames.findLast((frame) => frame.kind === 'play')?.run
}

export function push(at: Cursor, ...frames: readonly Frame[]): Cursor {
  return { ...at, frames: [...at.frames, ...frames] }
}

export function pop(at: Cursor): Cursor {
  return { ...at, frames: at.frames.slice(0, -1) }
}

export function replace(at: Cursor, frame: Frame): Cursor {
  return { ...at, frames: [...at.frames.slice(0, -1), frame] }
}

/** Notes which handlers are to run on which hosts. */
export function notify(at: Cursor, handlers: Outcome['notified']): Cursor {
  if (handlers.length === 0) return at
  const notified = new Map(at.notified)
  for (const { handler, host } of handlers) {
    const hosts = notified.get(handler) ?? []
    if (!hosts.includes(host)) notified.set(handler, [...hosts, host])
  }
  return { ...at, notified }
}

/** A failed host leaves everything up to the innermost block that still has something for it, or the run. */
export function fail(at: Cursor, host: string): Cursor {
  for (let depth = at.frames.length - 1; depth >= 0; depth--) {
    const frame = at.frames[depth]!
    if (frame.kind !== 'block' || !catches(frame)) continue
    const frames = at.frames.map((inner, index) => (index > depth ? without(inner, host) : inner))
    frames[depth] = { ...frame, failed: [...frame.failed, host] }
    return { ...at, frames }
  }
  const forced = runOf(at)?.forceHandlers === true && at.frames.at(-1)?.kind !== 'flush'
  return kill(forced ? { ...at, forced: new Set([...at.forced, host]) } : at, host)
}

function catches(frame: Frame & { kind: 'block' }): boolean {
  if (frame.phase === 'block') return frame.block.rescue.length > 0 || frame.block.always.length > 0
  return frame.phase === 'rescue' && frame.block.always.length > 0
}

export function without(frame: Frame, host: string): Frame {
  if (frame.kind !== 'sequence' && frame.kind !== 'block' && frame.kind !== 'flush') return frame
  return { ...frame, hosts: frame.hosts.filter((other) => other !== host) }
}

export function kill(at: Cursor, host: string): Cursor {
  return { ...at, dead: new Set([...at.dead, host]) }
}

/** Whether a failure of this host, here, would be taken up by a `rescue`. */
export function isRescued(at: Cursor, host: string): boolean {
  return at.frames.some(
    (frame) =>
      frame.kind === 'block' &&
      frame.phase === 'block' &&
      frame.block.rescue.length > 0 &&
      frame.hosts.includes(host),
  )
}
