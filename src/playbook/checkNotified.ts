import { nearest } from '../source/nearest.ts'
import { positionOf } from '../source/position.ts'
import { isTemplateText } from './keywordTypes.ts'
import type { Ancestry, Play, Task, TaskNode } from './model.ts'
import type { Reading } from './reading.ts'

/** Checks that every handler a task notifies by a fixed name exists in the play. */
export function checkNotified(play: Play, path: string, reading: Reading): void {
  const handlers = [...play.roles.flatMap((role) => role.handlers), ...play.handlers].flatMap(tasksOf)
  const names = new Set(handlers.flatMap(namesOf))
  // What an include brings while the play runs cannot be known here.
  if (reading.dynamicHandlers || [...names].some(isTemplateText)) return
  const sections = [play.preTasks, play.roleTasks, play.tasks, play.postTasks, handlers]
  const told = new Set<unknown>()
  for (const task of sections.flat().flatMap(tasksOf)) {
    for (const list of notifyLists(task)) {
      if (told.has(list)) continue
      told.add(list)
      checkList(list, task, names, path, reading)
    }
  }
}

function checkList(
  list: readonly unknown[],
  task: Task,
  names: ReadonlySet<string>,
  path: string,
  reading: Reading,
): void {
  for (const [index, name] of list.entries()) {
    if (typeof name !== 'string' || isTemplateText(name) || names.has(name)) continue
    const near = nearest(name, names)
    reading.faults.add('unknown', `no handler is called '${name}'`, {
      at: positionOf(list, index) ?? task.at,
      path: `${path} / task "${task.name ?? task.action}" / notify`,
      hint:
        near === undefined
          ? `add a handler of that name to the play's or the role's handlers`
          : `did you mean '${near}'?`,
    })
  }
}

function notifyLists(task: Task): (readonly unknown[])[] {
  const lists: (readonly unknown[])[] = []
  if (task.keywords.notify !== undefined) lists.push(task.keywords.notify)
  for (let level: Ancestry | undefined = task.inherited; level !== undefined; level = level.parent) {
    if (level.keywords.notify !== undefined) lists.push(level.keywords.notify)
  }
  return lists
}

function namesOf(handler: Task): string[] {
  const own = handler.name === undefined ? [] : [handler.name]
  const full = handler.role === undefined ? [] : own.map((name) => `${handler.role?.name} : ${name}`)
  return [...own, ...full, ...(handler.listen ?? [])]
}

function tasksOf(node: TaskNode): Task[] {
  return node.kind === 'task' ? [node] : [...node.block, ...node.rescue, ...node.always].flatMap(tasksOf)
}
