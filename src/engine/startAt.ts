import { StackError } from '../errors.ts'
import { glob } from '../inventory/patternText.ts'
import type { Play, Task } from '../playbook/model.ts'
import { playTasks } from '../playbook/playTasks.ts'
import { nearest } from '../source/nearest.ts'

/**
 * The tasks that `--start-at-task` passes over: all that stand before the first one of that name. The name may
 * be a pattern (`Install *`), and may have its role before it (`web : Install nginx`).
 * @throws StackError `unknown` when no task has the name
 */
export function tasksBefore(wanted: string, plays: readonly Play[]): ReadonlySet<Task> {
  const tasks = plays.flatMap(playTasks)
  const pattern = glob(wanted)
  const first = tasks.findIndex((task) => namesOf(task).some((name) => name === wanted || pattern.test(name)))
  if (first < 0) throw noSuchTask(wanted, tasks)
  return new Set(tasks.slice(0, first))
}

function namesOf({ name, role, action }: Task): string[] {
  const own = name ?? action
  return role === undefined ? [own] : [own, `${role.name} : ${own}`]
}

function noSuchTask(wanted: string, tasks: readonly Task[]): StackError {
  const close = nearest(wanted, tasks.flatMap(namesOf))
  return new StackError('unknown', `--start-at-task names '${wanted}', and there is no such task`, {
    hint:
      close === undefined
        ? '--list-tasks lists them; one that an include brings at run time cannot be started at'
        : `did you mean '${close}'?`,
  })
}
