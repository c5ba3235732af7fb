import { StackError } from '../errors.ts'
import type { Task, TaskNode } from '../playbook/model.ts'
import { nearest } from '../source/nearest.ts'
import { gathered } from '../vars/ancestry.ts'
import type { RunContext } from './context.ts'
import { type Site, taskScope } from './taskScope.ts'

/**
 * The handlers that a changed task notifies, in the order in which they stand.
 * @throws StackError `unknown` when a name has no handler
 */
export function notifiedHandlers(site: Site, context: RunContext): Task[] {
  const written = gathered(site.task, 'notify').flat()
  if (written.length === 0) return []
  const scope = taskScope(site, context.world, context.playVars)
  const names = written.flatMap((name) => context.world.templar.render(name, scope, site.task.at)).map(String)
  const found = new Set(names.flatMap((name) => answering(name, site, context)))
  return site.run.handlers.filter((handler) => found.has(handler))
}

/** The last handler of that name, and every one that listens for it, as in Ansible. */
function answering(name: string, site: Site, context: RunContext): Task[] {
  const { handlers } = site.run
  const named = handlers.findLast((handler) => namesOf(handler, site, context).includes(name))
  const listening = handlers.filter((handler) => handler.listen?.includes(name))
  if (named === undefined && listening.length === 0) {
    const known = handlers.flatMap((handler) => [
      ...(handler.name === undefined ? [] : [handler.name]),
      ...(handler.listen ?? []),
    ])
    const near = nearest(name, known)
    throw new StackError('unknown', `no handler is named '${name}' and none listens for it`, {
      at: site.task.at,
      hint: near === undefined ? undefined : `did you mean '${near}'?`,
    })
  }
  return [...(named === undefined ? [] : [named]), ...listening]
}

function namesOf(handler: Task, site: Site, context: RunContext): string[] {
  const name = handlerName(handler, site, context)
  return handler.role === undefined ? [name] : [name, `${handler.role.name} : ${name}`]
}

function handlerName(handler: Task, site: Site, context: RunContext): string {
  if (handler.name === undefined || !handler.name.includes('{{')) return handler.name ?? ''
  try {
    return String(
      context.world.templar.render(
        handler.name,
        taskScope({ ...site, task: handler }, context.world, context.playVars),
        handler.at,
      ),
    )
  } catch {
    return handler.name
  }
}

/** Handlers one by one: their blocks only pass keywords on. */
export function flattenHandlers(nodes: readonly TaskNode[]): Task[] {
  return nodes.flatMap((node) => (node.kind === 'task' ? [node] : flattenHandlers(node.block)))
}
