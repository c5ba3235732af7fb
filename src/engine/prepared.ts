import type { Become, ConnectionSpec } from '../host/host.ts'
import type { Module, Values } from '../modules/module.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'

/** A task with everything rendered: what runs, where and as whom. */
export interface Prepared {
  readonly module: Module
  /** Validated arguments, as the module's schema says. */
  readonly args: Readonly<Record<string, unknown>>
  /** Arguments as written, rendered. */
  readonly rawArgs: Values
  /** The host that the work is done on: the task's own, or the one it is delegated to. */
  readonly target: string
  readonly connection: ConnectionSpec
  readonly become: Become | undefined
  readonly environment: Readonly<Record<string, string>>
  readonly check: boolean
  /** Nothing of it may be told. */
  readonly noLog: boolean
  readonly timeoutMs: number | undefined
  readonly scope: LayeredScope
}
