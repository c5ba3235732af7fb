import { StackError } from '../errors.ts'
import type { Values } from '../modules/module.ts'
import type { Task } from '../playbook/model.ts'
import { inherited } from '../vars/ancestry.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import { truthOf } from './become.ts'
import { resultValues } from './binding.ts'
import { type Committed, targetOf } from './commit.ts'
import type { RunContext } from './context.ts'
import type { Item } from './evaluation.ts'
import type { ItemResult, TaskInfo, TaskResult } from './events.ts'
import { type ItemOutcome, loopStatus } from './result.ts'
import { type Site, taskScope } from './taskScope.ts'

const CENSORED =
  "the output has been hidden due to the fact that 'no_log: true' was specified for this result"

/** What the world is told of a task on a host: masked, or hidden altogether. */
export function taskResult(
  site: Site,
  committed: Committed,
  info: TaskInfo,
  durationMs: number,
  context: RunContext,
): TaskResult {
  const scope = taskScope(site, context.world, context.playVars)
  const noLog = keywordHolds(site.task, 'noLog', scope, context)
  const { outcomes, looped } = committed
  const status = loopStatus(outcomes)
  const ignored =
    status === 'failed'
      ? keywordHolds(site.task, 'ignoreErrors', scope, context)
      : status === 'unreachable' && keywordHolds(site.task, 'ignoreUnreachable', scope, context)
  const worst = outcomes.find((result) => result.status === 'failed' || result.status === 'unreachable')
  const { mask, maskDeep } = masks(context, noLog)
  return {
    host: site.host,
    task: info,
    status,
    ignored,
    noLog,
    result: maskDeep(resultValues(outcomes, looped)),
    items: looped
      ? committed.items.map((item, index) =>
          itemResult(site, item, outcomes[index]!, ignored, maskDeep, noLog),
        )
      : undefined,
    diffs: noLog ? [] : maskDeep(outcomes.flatMap((result) => [...result.diffs])),
    mayChangeAfter: outcomes.find((result) => result.mayChangeAfter !== undefined)?.mayChangeAfter,
    delegatedTo: committed.target === site.host ? undefined : committed.target,
    steps: noLog ? [] : maskDeep(outcomes.flatMap((result) => [...result.steps])),
    error: worst === undefined ? undefined : errorOf(worst, site, info, mask),
    durationMs,
  }
}

function masks(context: RunContext, noLog: boolean) {
  const hidden = (values: unknown): unknown => ({
    censored: CENSORED,
    changed: (values as Values)['changed'] === true,
  })
  return {
    mask: (text: string): string => (noLog ? CENSORED : context.redactor.mask(text)),
    maskDeep: <T>(value: T): T =>
      noLog && typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (hidden(value) as T)
        : context.redactor.maskDeep(value),
  }
}

function itemResult(
  site: Site,
  item: Item,
  result: ItemOutcome,
  ignored: boolean,
  maskDeep: <T>(value: T) => T,
  noLog: boolean,
): ItemResult {
  return {
    label: noLog ? '(censored due to no_log)' : maskDeep(item.label),
    status: result.status,
    result: maskDeep(result.values),
    diffs: noLog ? [] : maskDeep([...result.diffs]),
    ignored: ignored && result.status === 'failed',
    delegatedTo: targetOf(item.plan) === site.host ? undefined : targetOf(item.plan),
  }
}

function errorOf(worst: ItemOutcome, site: Site, info: TaskInfo, mask: (text: string) => string): StackError {
  const known = worst.error
  const message = mask(known?.message ?? String(worst.values['msg'] ?? 'the task failed'))
  return new StackError(known?.code ?? 'task', message, {
    at: known?.at ?? site.task.at,
    path: known?.path ?? `task "${info.name}" / ${site.task.action}`,
    host: known?.host ?? site.host,
    hint: known?.hint === undefined ? undefined : mask(known.hint),
  })
}

/** A boolean keyword, rendered for this host. */
export function keywordHolds(
  task: Task,
  keyword: 'noLog' | 'ignoreErrors' | 'ignoreUnreachable' | 'anyErrorsFatal',
  scope: LayeredScope,
  context: RunContext,
): boolean {
  const value = inherited(task, keyword)
  return value !== undefined && truthOf(context.world.templar.render(value, scope, task.at))
}

/** How a task is shown: its name rendered for the first host, with its role before it. */
export function taskInfo(site: Site, context: RunContext, handler: boolean): TaskInfo {
  const { task } = site
  const written = task.name ?? unnamed(task)
  const name = task.name?.includes('{{') ? renderedName(written, site, context) : written
  const label = task.role === undefined ? name : `${task.role.name} : ${name}`
  return {
    id: site.order.join('.'),
    name: context.redactor.mask(label),
    action: task.action,
    at: task.at,
    handler,
  }
}

/** Ansible shows an unnamed include of a role with the role as it is written. */
function unnamed(task: Task): string {
  if (task.include?.kind === 'role') return `${task.action} : ${String(task.include.name)}`
  return task.action
}

function renderedName(written: string, site: Site, context: RunContext): string {
  try {
    return String(
      context.world.templar.render(written, taskScope(site, context.world, context.playVars), site.task.at),
    )
  } catch {
    return written
  }
}
