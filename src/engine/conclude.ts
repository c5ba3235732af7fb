import type { Values } from '../modules/module.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import { allHold } from './conditions.ts'
import type { RunContext } from './context.ts'
import type { Evaluation, ItemPlan } from './evaluation.ts'
import { failedOutcome, type ItemOutcome, outcome } from './result.ts'
import { type Site, withValues } from './taskScope.ts'

/**
 * Applies `failed_when` and `changed_when` to what a module said. Pure.
 * The registered name is already bound to the result inside these conditions, as in Ansible.
 */
export function conclude(
  site: Site,
  raw: ItemOutcome,
  scope: LayeredScope,
  context: RunContext,
): ItemOutcome {
  if (raw.status === 'skipped' || raw.status === 'unreachable') return raw
  const { task } = site
  if (task.changedWhen === undefined && task.failedWhen === undefined) return raw
  const { templar } = context.world
  try {
    let values: Values = raw.values
    const see = (): LayeredScope =>
      withValues(scope, task.register === undefined ? values : { ...values, [task.register]: values })
    if (task.changedWhen !== undefined) {
      values = { ...values, changed: allHold(task.changedWhen, see(), templar, task.at) }
    }
    const failed =
      task.failedWhen === undefined
        ? raw.status === 'failed'
        : allHold(task.failedWhen, see(), templar, task.at)
    if (task.failedWhen !== undefined) values = { ...values, failed, failed_when_result: failed }
    const status = failed ? 'failed' : values['changed'] === true ? 'changed' : 'ok'
    return {
      ...raw,
      status,
      values,
      error: failed
        ? (raw.error ?? failedOutcome(new Error(String(values['msg'] ?? 'failed_when is true'))).error)
        : undefined,
    }
  } catch (error) {
    return { ...failedOutcome(error), diffs: raw.diffs, steps: raw.steps, touched: raw.touched }
  }
}

/** The outcome of an item for which nothing has to be done. */
export function quietOutcome(site: Site, plan: ItemPlan, context: RunContext): ItemOutcome {
  switch (plan.kind) {
    case 'settled':
      return conclude(site, plan.outcome, plan.scope, context)
    case 'planned':
      return conclude(
        site,
        outcome('ok', { changed: false, ...plan.plan.values }),
        plan.prepared.scope,
        context,
      )
    case 'include':
      return outcome('ok', { changed: false, include: plan.include.file, include_args: plan.include.vars })
    case 'action':
      throw new Error('an action is never quiet')
  }
}

/** The outcomes of a whole quiet task, one an item. */
export function quietOutcomes(
  site: Site,
  evaluation: Evaluation,
  context: RunContext,
): readonly ItemOutcome[] {
  if (evaluation.kind === 'whole') return [evaluation.outcome]
  return evaluation.items.map((item) => withItem(quietOutcome(site, item.plan, context), item.vars))
}

/** An item's result also says which item it was of. */
export function withItem(result: ItemOutcome, vars: Values | undefined): ItemOutcome {
  return vars === undefined ? result : { ...result, values: { ...result.values, ...vars } }
}
