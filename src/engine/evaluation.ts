import type { ActionResult, Effect, Plan, Values } from '../modules/module.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import type { Prepared } from './prepared.ts'
import type { ItemOutcome } from './result.ts'

/** What is known of a task, or of one item of its loop, before anything is done. */
export type ItemPlan =
  /** Settled without touching the host: skipped, failed, or a control module's result. */
  | {
      readonly kind: 'settled'
      readonly outcome: ItemOutcome
      readonly effects: readonly Effect[]
      readonly scope: LayeredScope
      /** The host that it was delegated to, or its own. */
      readonly target?: string
    }
  /** A state module: its steps, if any. */
  | { readonly kind: 'planned'; readonly prepared: Prepared; readonly state: unknown; readonly plan: Plan }
  /** An action module: it runs at its turn. */
  | { readonly kind: 'action'; readonly prepared: Prepared }
  /** A dynamic include: what it names. */
  | { readonly kind: 'include'; readonly include: IncludeRequest; readonly scope: LayeredScope }

export interface IncludeRequest {
  readonly file: string
  readonly role:
    | { readonly tasks: string; readonly vars: string; readonly defaults: string; readonly handlers: string }
    | undefined
  /** Loop variables and the include's own `vars`, rendered. */
  readonly vars: Values
}

export interface Item {
  /** Loop variables; undefined without a loop. */
  readonly vars: Values | undefined
  readonly label: unknown
  readonly plan: ItemPlan
}

/** A whole task on one host. */
export type Evaluation =
  | { readonly kind: 'whole'; readonly outcome: ItemOutcome }
  | { readonly kind: 'items'; readonly items: readonly Item[]; readonly looped: boolean }

export type ControlResult = ActionResult & { readonly effects?: readonly Effect[] }

/** True when nothing of it waits for its turn: no steps, no action. */
export function isQuiet(evaluation: Evaluation): boolean {
  return (
    evaluation.kind === 'whole' ||
    evaluation.items.every(
      (item) =>
        item.plan.kind === 'settled' || (item.plan.kind === 'planned' && item.plan.plan.steps.length === 0),
    )
  )
}
