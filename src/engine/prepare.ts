import { StackError, StackErrors } from '../errors.ts'
import type { Values } from '../modules/module.ts'
import { findModule } from '../modules/registry.ts'
import type { Task } from '../playbook/model.ts'
import { Secret } from '../shell/secret.ts'
import { validateArgs } from '../source/arguments.ts'
import { positionOf } from '../source/position.ts'
import { gathered, inherited } from '../vars/ancestry.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import { isPlainObject } from '../vars/templar.ts'
import { resolveBecome, truthOf } from './become.ts'
import { connectionOf } from './connectionOf.ts'
import type { RunContext } from './context.ts'
import type { Prepared } from './prepared.ts'
import type { Site } from './taskScope.ts'

/**
 * Renders a task's keywords and arguments for one host and validates them.
 * @throws StackError with the position of what is wrong; `Pending` where an earlier task still owes a value
 */
export function prepare(site: Site, scope: LayeredScope, context: RunContext): Prepared {
  const { task } = site
  const { templar } = context.world
  const module = task.module
  if (module === undefined) throw new StackError('task', `'${task.action}' is not a module`, { at: task.at })
  const expressions =
    module.kind === 'control' ? new Set<string>(module.expressions ?? []) : new Set<string>()
  const rawArgs = renderArgs(task, scope, context, expressions)
  const check = inherited(task, 'checkMode')
  const noLog = inherited(task, 'noLog')
  const target = delegate(task, scope, context) ?? site.host
  const timeout = templar.render(inherited(task, 'timeout'), scope, task.at)
  return {
    module,
    rawArgs,
    args: checkedArgs(task, { ...moduleDefaults(task, scope, context), ...rawArgs }, context),
    target,
    connection: connectionOf(site, target, scope, context),
    become: resolveBecome(task, scope, templar, context.options),
    environment: environmentOf(task, scope, context),
    check: check === undefined ? context.options.check : truthOf(templar.render(check, scope, task.at)),
    noLog: noLog !== undefined && truthOf(templar.render(noLog, scope, task.at)),
    timeoutMs: timeout === undefined || Number(timeout) === 0 ? undefined : Number(timeout) * 1000,
    scope,
  }
}

function renderArgs(
  task: Task,
  scope: LayeredScope,
  context: RunContext,
  expressions: ReadonlySet<string>,
): Values {
  const { templar } = context.world
  const { _args: whole, ...own } = task.args
  const kept = Object.fromEntries(Object.entries(own).filter(([name]) => expressions.has(name)))
  const templated = withPositions(
    task.args,
    Object.fromEntries(Object.entries(own).filter(([name]) => !expressions.has(name))),
  )
  const rendered = templar.render(templated, scope, task.at) as Values
  const base = whole === undefined ? {} : templar.render(whole, scope, task.at)
  if (!isPlainObject(base))
    throw new StackError('type', 'args must be a mapping', { at: positionOf(task.args, '_args') ?? task.at })
  return { ...base, ...rendered, ...kept }
}

/** Arguments keep the positions of what was written, for the errors about them. */
function withPositions<T extends object>(source: object, target: T): T {
  for (const symbol of Object.getOwnPropertySymbols(source)) {
    Object.defineProperty(target, symbol, Object.getOwnPropertyDescriptor(source, symbol)!)
  }
  return target
}

function checkedArgs(task: Task, raw: Values, context: RunContext): Readonly<Record<string, unknown>> {
  const module = task.module!
  if (module.kind === 'control' && module.anyOption) return raw
  const { args, errors } = validateArgs(
    module.options,
    module.constraints,
    withPositions(task.args, { ...raw }),
    { at: task.at, path: `task "${task.name ?? task.action}" / ${task.action}` },
  )
  if (errors.length === 1) throw errors[0]!
  if (errors.length > 1) throw new StackErrors(errors)
  revealTo(context, args)
  return args
}

/** Every secret that a task uses is masked from then on, wherever it turns up. */
function revealTo(context: RunContext, value: unknown): void {
  if (value instanceof Secret) context.redactor.add(value)
  else if (Array.isArray(value)) for (const item of value) revealTo(context, item)
  else if (isPlainObject(value)) for (const item of Object.values(value)) revealTo(context, item)
}

function moduleDefaults(task: Task, scope: LayeredScope, context: RunContext): Values {
  const merged: Record<string, unknown> = {}
  for (const level of gathered(task, 'moduleDefaults')) {
    const tables = Array.isArray(level) ? (level as unknown[]) : [level]
    for (const table of tables) {
      const rendered = context.world.templar.render(table, scope, task.at)
      if (!isPlainObject(rendered)) continue
      for (const [name, defaults] of Object.entries(rendered)) {
        if (findModule(name) === task.module && isPlainObject(defaults)) Object.assign(merged, defaults)
      }
    }
  }
  return merged
}

function delegate(task: Task, scope: LayeredScope, context: RunContext): string | undefined {
  const written = inherited(task, 'delegateTo')
  if (written === undefined) return undefined
  const name = context.world.templar.render(written, scope, task.at)
  if (typeof name !== 'string' || name === '')
    throw new StackError('type', 'delegate_to must name a host', { at: task.at })
  return name
}

function environmentOf(task: Task, scope: LayeredScope, context: RunContext): Record<string, string> {
  const merged: Record<string, string> = {}
  for (const level of gathered(task, 'environment')) {
    const rendered = context.world.templar.render(level, scope, task.at)
    for (const table of Array.isArray(rendered) ? (rendered as unknown[]) : [rendered]) {
      if (!isPlainObject(table))
        throw new StackError('type', 'environment must be a mapping', { at: task.at })
      for (const [name, value] of Object.entries(table)) merged[name] = String(value)
    }
  }
  return merged
}
