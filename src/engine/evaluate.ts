import { expandPaths } from '../modules/expandPaths.ts'
import type { ActionModule, ControlModule, StateModule } from '../modules/module.ts'
import type { Task } from '../playbook/model.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import { settled } from '../vars/pending.ts'
import { falseCondition } from './conditions.ts'
import type { RunContext } from './context.ts'
import type { Evaluation, Item, ItemPlan } from './evaluation.ts'
import { requestInclude } from './includes.ts'
import { type LoopItem, loopItems } from './loops.ts'
import { prepare } from './prepare.ts'
import type { Prepared } from './prepared.ts'
import { failedOutcome, outcome, skippedOutcome } from './result.ts'
import { taskContext } from './taskContext.ts'
import { type Site, taskScope, withValues } from './taskScope.ts'

/**
 * Finds out what a task would do on a host, touching nothing: conditions, arguments, probe and plan, of
 * every item of its loop. Waits where an earlier task still owes a value. Never rejects: what goes wrong is
 * the outcome of the task.
 */
export async function evaluate(site: Site, context: RunContext): Promise<Evaluation> {
  const scope = taskScope(site, context.world, context.playVars)
  try {
    const loop = await settled(() => loopItems(site, scope, context))
    if (loop === undefined) {
      return {
        kind: 'items',
        looped: false,
        items: [{ vars: undefined, label: undefined, plan: await planItem(site, scope, context) }],
      }
    }
    if (loop.length === 0) return { kind: 'whole', outcome: emptyLoop() }
    return {
      kind: 'items',
      looped: true,
      items: await Promise.all(loop.map((item) => evaluateItem(site, item, context))),
    }
  } catch (error) {
    return { kind: 'whole', outcome: await skipOrFail(error, site.task, scope, context) }
  }
}

/** One item again, after an earlier item has changed the host. */
export async function evaluateItem(site: Site, item: LoopItem, context: RunContext): Promise<Item> {
  const scope = withValues(taskScope(site, context.world, context.playVars), item.vars)
  return { vars: item.vars, label: item.label, plan: await planItem(site, scope, context) }
}

export async function planItem(site: Site, scope: LayeredScope, context: RunContext): Promise<ItemPlan> {
  try {
    return await settled(() => attempt(site, scope, context))
  } catch (error) {
    return { kind: 'settled', outcome: failedOutcome(error), effects: [], scope }
  }
}

function attempt(site: Site, scope: LayeredScope, context: RunContext): ItemPlan | Promise<ItemPlan> {
  const { task } = site
  const condition = falseCondition(task, scope, context.world.templar)
  if (condition !== undefined)
    return { kind: 'settled', outcome: skippedOutcome(condition), effects: [], scope }
  if (task.include !== undefined)
    return { kind: 'include', include: requestInclude(task, task.include, scope, context), scope }
  const prepared = prepare(site, scope, context)
  switch (prepared.module.kind) {
    case 'action':
      return { kind: 'action', prepared }
    case 'control':
      return control(site, prepared, prepared.module, context)
    case 'state':
      return probeAndPlan(site, prepared, prepared.module, context)
  }
}

function control(site: Site, prepared: Prepared, module: ControlModule, context: RunContext): ItemPlan {
  const result = module.run(prepared.args, taskContext(site.task, site.run, prepared, context))
  const values = {
    changed: result.changed,
    ...(result.failed ? { failed: true } : {}),
    ...(result.skipped ? { skipped: true } : {}),
    ...result.values,
  }
  const status = result.failed ? 'failed' : result.skipped ? 'skipped' : result.changed ? 'changed' : 'ok'
  return {
    kind: 'settled',
    outcome: outcome(status, values),
    effects: result.effects ?? [],
    scope: prepared.scope,
    target: prepared.target,
  }
}

async function probeAndPlan(
  site: Site,
  prepared: Prepared,
  module: StateModule,
  context: RunContext,
): Promise<ItemPlan> {
  const observer = context.connections.observer(prepared.target, prepared.connection, prepared.become)
  const args = await expandPaths(observer, module.options, prepared.args)
  const state = await module.probe(observer, args, taskContext(site.task, site.run, prepared, context))
  return { kind: 'planned', prepared: { ...prepared, args }, state, plan: module.plan(args, state) }
}

function emptyLoop() {
  return outcome('skipped', {
    changed: false,
    skipped: true,
    skipped_reason: 'No items in the list',
    results: [],
  })
}

/** As in Ansible, a loop over something undefined is no error when the task would be skipped anyway. */
async function skipOrFail(error: unknown, task: Task, scope: LayeredScope, context: RunContext) {
  try {
    const condition = await settled(() => falseCondition(task, scope, context.world.templar))
    return condition === undefined ? failedOutcome(error) : skippedOutcome(condition)
  } catch {
    return failedOutcome(error)
  }
}

/** True for modules that run at their turn and may change the host. */
export function isBarrier(prepared: Prepared): boolean {
  if (prepared.module.kind !== 'action' || prepared.check) return false
  const module: ActionModule = prepared.module
  return module.readOnly?.(prepared.args) !== true
}
