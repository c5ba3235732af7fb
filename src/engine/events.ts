import type { StackError } from '../errors.ts'
import type { Diff, Values } from '../modules/module.ts'
import type { Position } from '../source/position.ts'

/** Ansible's counts for one host. */
export interface Counts {
  ok: number
  changed: number
  unreachable: number
  failed: number
  skipped: number
  rescued: number
  ignored: number
}

export type ResultStatus = 'ok' | 'changed' | 'failed' | 'skipped' | 'unreachable'

/** One task as it stands in the playbook, the same for all its hosts. */
export interface TaskInfo {
  /** Unique in the run, ordered as the playbook. */
  readonly id: string
  /** With its role as prefix (`web : install nginx`), as Ansible prints it; templated. */
  readonly name: string
  readonly action: string
  readonly at: Position
  readonly handler: boolean
}

export interface ItemResult {
  readonly label: unknown
  readonly status: ResultStatus
  readonly result: Values
  readonly diffs: readonly Diff[]
  readonly ignored: boolean
  /** When it ran for another host: that host's name. */
  readonly delegatedTo?: string | undefined
}

export interface TaskResult {
  readonly host: string
  readonly task: TaskInfo
  readonly status: ResultStatus
  /** Failed or unreachable, but `ignore_errors` or `ignore_unreachable` let the play go on. */
  readonly ignored: boolean
  /** What `register` holds; masked; empty when `noLog`. */
  readonly result: Values
  /** One a loop item, in order; undefined without a loop. */
  readonly items: readonly ItemResult[] | undefined
  readonly diffs: readonly Diff[]
  readonly noLog: boolean
  /** Check mode: it can't be said before this earlier task has really run. */
  readonly mayChangeAfter: string | undefined
  /** When it ran for another host: that host's name. */
  readonly delegatedTo: string | undefined
  /** Steps taken or planned, for people. */
  readonly steps: readonly string[]
  readonly error: StackError | undefined
  readonly durationMs: number
}

/**
 * Everything that happens in a run, in the order in which it is to be told. All texts are already masked.
 * The one record from which every reporter works.
 */
export type RunEvent =
  | {
      readonly kind: 'run-start'
      readonly playbooks: readonly string[]
      readonly check: boolean
      readonly diff: boolean
      readonly at: number
    }
  | { readonly kind: 'play-start'; readonly name: string; readonly hosts: readonly string[] }
  /** No host matched: the play is passed over. */
  | { readonly kind: 'play-skipped'; readonly name: string; readonly reason: string }
  | { readonly kind: 'task-start'; readonly task: TaskInfo }
  /** A host has begun to apply or act: what takes time. */
  | { readonly kind: 'host-start'; readonly host: string; readonly task: TaskInfo; readonly step: string }
  /** A line or part of a running command's output. */
  | {
      readonly kind: 'output'
      readonly host: string
      readonly task: TaskInfo
      readonly stream: 'stdout' | 'stderr'
      readonly text: string
    }
  | {
      readonly kind: 'retry'
      readonly host: string
      readonly task: TaskInfo
      readonly left: number
      readonly result: Values
    }
  | { readonly kind: 'result'; readonly result: TaskResult }
  /** A dynamic include has brought its tasks; told after the results of its own task. */
  | {
      readonly kind: 'included'
      readonly task: TaskInfo
      /** The file, absolute, or the role's name. */
      readonly file: string
      readonly hosts: readonly string[]
      /** Of a loop: its item's label. */
      readonly label?: unknown
    }
  | { readonly kind: 'handler-notified'; readonly host: string; readonly handler: string }
  | { readonly kind: 'no-hosts-left' }
  | { readonly kind: 'waiting'; readonly host: string; readonly for: string }
  | { readonly kind: 'warning'; readonly message: string; readonly at: Position | undefined }
  /** A fault that ends the run and belongs to no single task. */
  | { readonly kind: 'error'; readonly error: StackError }
  | {
      readonly kind: 'run-end'
      readonly recap: Readonly<Record<string, Counts>>
      readonly roundTrips: Readonly<Record<string, number>>
      readonly stats: Values
      readonly exitCode: number
      readonly durationMs: number
    }

export type Emit = (event: RunEvent) => void
