import { StackError } from '../errors.ts'
import type { Values } from '../modules/module.ts'
import type { Include, Task, TaskNode } from '../playbook/model.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import type { RunContext } from './context.ts'
import type { IncludeRequest } from './evaluation.ts'
import { flattenHandlers } from './handlers.ts'
import type { IncludedNodes, PlayRun } from './stops.ts'

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

/** One host at an include, and what it asks for. */
export interface HostInclude {
  readonly host: string
  readonly include: IncludeRequest
}

export interface LoadedInclude {
  /** The file, absolute, or the role's name. */
  readonly file: string
  readonly request: IncludeRequest
  readonly nodes: IncludedNodes
}

/**
 * Loads what hosts asked for at one include: hosts with the same file and variables go through it together,
 * in the order in which they first asked.
 * @throws StackError, StackErrors for what is wrong in the files
 */
export function loadIncludes(
  task: Task,
  run: PlayRun,
  requests: readonly HostInclude[],
  context: RunContext,
): LoadedInclude[] {
  const groups = new Map<string, { include: IncludeRequest; hosts: string[] }>()
  for (const { host, include } of requests) {
    const key = JSON.stringify(include)
    const group = groups.get(key) ?? { include, hosts: [] }
    group.hosts.push(host)
    groups.set(key, group)
  }
  const known = context.included.get(task) ?? new Map<string, readonly TaskNode[]>()
  context.included.set(task, known)
  return [...groups].map(([key, { include, hosts }]) => {
    const nodes = known.get(key) ?? load(task, run, include, context)
    known.set(key, nodes)
    const file = include.role === undefined ? (nodes[0]?.at.file ?? include.file) : include.file
    return { file, request: include, nodes: { nodes, hosts } }
  })
}

function load(task: Task, run: PlayRun, request: IncludeRequest, context: RunContext): readonly TaskNode[] {
  const extra = { vars: request.vars, apply: task.include?.apply }
  if (request.file === '') throw new StackError('file', 'the include names no file', { at: task.at })
  if (request.role === undefined) return context.source.includeTasks(request.file, task, extra)
  const { nodes, role } = context.source.includeRole(request.file, task, request.role, extra)
  addHandlers(run, flattenHandlers(role.handlers))
  return nodes
}

/** An included role's handlers can be notified from then on, by the whole play. */
function addHandlers(run: PlayRun, handlers: readonly Task[]): void {
  const place = (handler: Task): string => `${handler.at.file}:${handler.at.line}:${handler.at.column}`
  const known = new Set(run.handlers.map(place))
  run.handlers.push(...handlers.filter((handler) => !known.has(place(handler))))
}
