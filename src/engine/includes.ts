import { StackError } from '../errors.ts'
import type { Values } from '../modules/module.ts'
import type { Include, Task } from '../playbook/model.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import type { RunContext } from './context.ts'
import type { IncludeRequest } from './evaluation.ts'
import type { IncludedNodes } from './stops.ts'

/** What a dynamic include names, rendered. @throws StackError, `Pending` */
export function requestInclude(
  task: Task,
  include: Include,
  scope: LayeredScope,
  context: RunContext,
): IncludeRequest {
  const text = (value: unknown, fallback: string): string =>
    String(context.world.templar.render(value ?? fallback, scope, task.at))
  if (include.kind === 'tasks')
    return { file: text(include.file, ''), role: undefined, vars: includeVars(task, scope) }
  return {
    file: text(include.name, ''),
    role: {
      tasks: text(include.tasksFrom, 'main'),
      vars: text(include.varsFrom, 'main'),
      defaults: text(include.defaultsFrom, 'main'),
      handlers: text(include.handlersFrom, 'main'),
    },
    vars: includeVars(task, scope),
  }
}

/** Loop variables go with the included tasks; the include's `vars` are inherited by them as written. */
function includeVars(task: Task, scope: LayeredScope): Values {
  if (task.loop === undefined) return {}
  const names = [
    task.loop.control.loopVar,
    task.loop.control.indexVar,
    'ansible_loop',
    'ansible_loop_var',
    'ansible_index_var',
  ]
  return Object.fromEntries(
    names
      .filter((name) => name !== undefined)
      .map((name) => [name, scope.lookup(name)] as const)
      .filter(([, value]) => value !== undefined),
  )
}

/**
 * Loads what hosts asked for at one include: hosts with the same file and variables go through it together,
 * in the order in which they first asked.
 * @throws StackError, StackErrors for what is wrong in the files
 */
export function loadIncludes(
  task: Task,
  requests: readonly { readonly host: string; readonly include: IncludeRequest }[],
  context: RunContext,
): { readonly label: string; readonly nodes: IncludedNodes }[] {
  const groups = new Map<string, { include: IncludeRequest; hosts: string[] }>()
  for (const { host, include } of requests) {
    const key = JSON.stringify(include)
    const group = groups.get(key) ?? { include, hosts: [] }
    group.hosts.push(host)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ include, hosts }) => ({
    label: include.file,
    nodes: { nodes: load(task, include, context), hosts },
  }))
}

function load(task: Task, request: IncludeRequest, context: RunContext) {
  const extra = { vars: request.vars, apply: task.include?.apply }
  if (request.file === '') throw new StackError('file', 'the include names no file', { at: task.at })
  if (request.role === undefined) return context.source.includeTasks(request.file, task, extra)
  return context.source.includeRole(request.file, task, request.role, extra).nodes
}
