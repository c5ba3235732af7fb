import { setTimeout as sleep } from 'node:timers/promises'
import type { Effect } from '../modules/module.ts'
import { applySteps, checkAction, runAction } from './apply.ts'
import { conclude, quietOutcome, withItem } from './conclude.ts'
import { allHold } from './conditions.ts'
import type { RunContext } from './context.ts'
import { evaluateItem, planItem } from './evaluate.ts'
import type { Evaluation, IncludeRequest, Item, ItemPlan } from './evaluation.ts'
import type { TaskInfo } from './events.ts'
import type { Prepared } from './prepared.ts'
import { failedOutcome, type ItemOutcome } from './result.ts'
import { type Site, taskScope, withValues } from './taskScope.ts'

/** Items planned again right after a change: those further on would most likely be thrown away once more. */
const CAUTIOUS = 2

/** What a task did on one host. */
export interface Committed {
  readonly outcomes: readonly ItemOutcome[]
  /** The items as they were finally carried out, in step with `outcomes`; none without a loop. */
  readonly items: readonly Item[]
  readonly looped: boolean
  readonly effects: readonly Effect[]
  readonly includes: readonly IncludeRequest[]
  /** The host that was worked on, when something there may have changed. */
  readonly touched: string | undefined
  readonly target: string | undefined
}

/**
 * Carries out an evaluated task on a host, item by item. An item that changes the host makes what was
 * planned for the items after it void: they are planned again.
 */
export async function commit(
  site: Site,
  evaluation: Evaluation,
  info: TaskInfo,
  context: RunContext,
): Promise<Committed> {
  if (evaluation.kind === 'whole') {
    return {
      outcomes: [evaluation.outcome],
      items: [],
      looped: false,
      effects: [],
      includes: [],
      touched: undefined,
      target: undefined,
    }
  }
  const items = [...evaluation.items]
  const outcomes: ItemOutcome[] = []
  let touched: string | undefined
  // Items planned before the last change are void: as many as may well stand are planned again at once.
  let planned = items.length
  let ahead = CAUTIOUS
  for (let i = 0; i < items.length && !context.signal.aborted; i++) {
    if (i >= planned) {
      const stale = items.slice(i, i + ahead)
      const again = stale.map(({ vars = {}, label }) => evaluateItem(site, { vars, label }, context))
      items.splice(i, stale.length, ...(await Promise.all(again)))
      planned = i + stale.length
      ahead *= 2
    }
    const item = items[i]!
    const result = await commitItem(site, item, info, context)
    outcomes.push(withItem(result, item.vars))
    if (result.status === 'unreachable') break
    if (result.touched) {
      touched = targetOf(item.plan) ?? site.host
      context.connections.forget(touched)
    }
    if (result.touched || isPrediction(item.plan)) {
      planned = i + 1
      ahead = CAUTIOUS
    }
  }
  return {
    outcomes,
    items: items.slice(0, outcomes.length),
    looped: evaluation.looped,
    effects: items.flatMap((item) => (item.plan.kind === 'settled' ? item.plan.effects : [])),
    includes: items.flatMap((item) => (item.plan.kind === 'include' ? [item.plan.include] : [])),
    touched,
    target: items.map((item) => targetOf(item.plan)).find((target) => target !== undefined),
  }
}

/** Whether the item's steps were only laid over what was seen. */
function isPrediction(plan: ItemPlan): boolean {
  return plan.kind === 'planned' && plan.prepared.check && plan.plan.steps.length > 0
}

function isSecret(plan: ItemPlan): boolean {
  return (plan.kind === 'planned' || plan.kind === 'action') && plan.prepared.noLog
}

/** The host that is worked on. */
export function targetOf(plan: ItemPlan): string | undefined {
  if (plan.kind === 'settled') return plan.target
  return plan.kind === 'include' ? undefined : plan.prepared.target
}

/** One item, as often as `until` wants it. */
async function commitItem(site: Site, item: Item, info: TaskInfo, context: RunContext): Promise<ItemOutcome> {
  const { task } = site
  let result = await carryOut(site, item.plan, info, context)
  if (task.until === undefined && task.retries === undefined) return result
  if (result.status === 'skipped' || result.status === 'unreachable') return result
  const scope = withValues(taskScope(site, context.world, context.playVars), item.vars ?? {})
  const number = (value: unknown, fallback: number): number =>
    Number(context.world.templar.render(value ?? fallback, scope, task.at))
  // Without `retries` Ansible tries three times in all; with it, that often again.
  const tries = task.retries === undefined ? 3 : Math.max(0, number(task.retries, 3)) + 1
  const delayMs = number(task.delay, 5) * 1000
  for (let attempt = 1; ; attempt++) {
    result = { ...result, values: { ...result.values, attempts: attempt } }
    const seen = withValues(
      scope,
      task.register === undefined ? result.values : { ...result.values, [task.register]: result.values },
    )
    const done =
      task.until === undefined
        ? result.status !== 'failed'
        : allHold(task.until, seen, context.world.templar, task.at)
    if (done) return result
    if (attempt >= tries || context.options.check) return exhausted(result, attempt - 1)
    context.emit({
      kind: 'retry',
      host: site.host,
      task: info,
      left: tries - attempt,
      result: isSecret(item.plan) ? {} : context.redactor.maskDeep(result.values),
    })
    if (!(await slept(delayMs, context.signal))) return result
    context.connections.forget(targetOf(item.plan) ?? site.host)
    result = { ...(await carryOut(site, await planItem(site, scope, context), info, context)), touched: true }
  }
}

/** False when the run was stopped meanwhile. */
function slept(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, true, { signal }).catch(() => false)
}

/** As in Ansible, the attempts told are those after the first. */
function exhausted(result: ItemOutcome, attempts: number): ItemOutcome {
  const values = { ...result.values, attempts, failed: true }
  return {
    ...result,
    status: 'failed',
    values,
    error:
      result.error ??
      failedOutcome(new Error(String(result.values['msg'] ?? 'the condition in until never held'))).error,
  }
}

async function carryOut(
  site: Site,
  plan: ItemPlan,
  info: TaskInfo,
  context: RunContext,
): Promise<ItemOutcome> {
  if (plan.kind === 'settled') await pause(plan.effects, context)
  if (plan.kind === 'settled' || plan.kind === 'include') return quietOutcome(site, plan, context)
  if (plan.kind === 'planned' && plan.plan.steps.length === 0) return quietOutcome(site, plan, context)
  const { prepared } = plan
  try {
    const raw = await (prepared.check
      ? predicted(site, plan, context)
      : plan.kind === 'planned'
        ? applySteps(site, prepared, plan.state, plan.plan, info, context)
        : runAction(site, prepared, info, context))
    return conclude(site, raw, prepared.scope, context)
  } catch (error) {
    return { ...failedOutcome(error), touched: true }
  }
}

async function pause(effects: readonly Effect[], context: RunContext): Promise<void> {
  for (const effect of effects) {
    if (effect.kind === 'pause' && !context.options.check) await slept(effect.ms, context.signal)
  }
}

/**
 * Nothing is done. In check mode what would be true is laid over what was seen; a task that is only checked in a
 * run that changes things (`check_mode: true`) leaves those behind it to what is.
 */
async function predicted(
  site: Site,
  plan: ItemPlan & { prepared: Prepared },
  context: RunContext,
): Promise<ItemOutcome> {
  if (plan.kind !== 'planned') return checkAction(site, plan.prepared, context)
  const { steps, values } = plan.plan
  if (context.options.check) {
    context.connections.overlay(
      plan.prepared.target,
      steps.flatMap((step) => step.predicts ?? []),
    )
  }
  return {
    status: 'changed',
    values: { changed: true, ...values },
    diffs: steps.flatMap((step) => (step.diff === undefined ? [] : [step.diff])),
    steps: steps.map((step) => step.title),
    error: undefined,
    mayChangeAfter: undefined,
    touched: false,
  }
}
