import type { Play, Task, TaskNode } from '../playbook/model.ts'
import type { Order } from '../vars/order.ts'

/** One play on one batch of hosts. */
export interface PlayRun {
  readonly play: Play
  /** Hosts of the whole play, in order. */
  readonly hosts: readonly string[]
  /** Hosts of this batch (`serial`). */
  readonly batch: readonly string[]
  /** Everything that can be notified, in the order in which it runs; grows with the roles that are included. */
  readonly handlers: Task[]
  readonly sections: readonly Section[]
  readonly order: Order
  /** Failed hosts run the handlers that they notified before. */
  readonly forceHandlers: boolean
}

/** A part of a play: a list of tasks, or a point at which notified handlers run. */
export type Section = { readonly nodes: readonly TaskNode[] } | 'flush'

/** One task for all hosts that have reached it: the unit of lockstep. */
export interface Row {
  readonly kind: 'row'
  readonly task: Task
  readonly hosts: readonly string[]
  readonly order: Order
  readonly run: PlayRun
  readonly handler: boolean
  /** It runs on one host, for all of them. */
  readonly once: boolean
}

/** A play begins: something to tell, nothing to do. */
export interface PlayMarker {
  readonly kind: 'play'
  readonly run: PlayRun
}

export interface SkippedPlayMarker {
  readonly kind: 'skipped-play'
  readonly play: Play
  readonly reason: string
}

/** Why a play is passed over whose hosts are all lost; Ansible says nothing below its name then. */
export const NO_HOSTS_LEFT = 'no hosts left'

export type Stop = Row | PlayMarker | SkippedPlayMarker

/** What became of a row, as far as it decides where to go next. */
export interface Outcome {
  readonly failed: readonly string[]
  readonly unreachable: readonly string[]
  /** Hosts for which nothing ran. */
  readonly skipped: readonly string[]
  readonly includes: readonly IncludedNodes[]
  readonly metas: readonly { readonly host: string; readonly action: string }[]
  /** Handler tasks, each with the hosts that notified it. */
  readonly notified: readonly { readonly handler: Task; readonly host: string }[]
}

export const NOTHING: Outcome = {
  failed: [],
  unreachable: [],
  skipped: [],
  includes: [],
  metas: [],
  notified: [],
}

export interface IncludedNodes {
  readonly nodes: readonly TaskNode[]
  readonly hosts: readonly string[]
}

/** What the cursor has to ask: which tasks are selected, which hosts a play has. Pure for one state of the inventory. */
export interface Route {
  readonly plays: readonly Play[]
  enterPlay(
    play: Play,
    index: number,
    dead: ReadonlySet<string>,
  ): { readonly runs: readonly PlayRun[]; readonly reason?: string }
  selects(task: Task): boolean
  runsOnce(task: Task): boolean
}
