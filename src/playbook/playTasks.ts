import type { Play, Task, TaskNode } from './model.ts'

/** All tasks of a play in the order in which they stand, those of blocks too; without its handlers. */
export function playTasks({ preTasks, roleTasks, tasks, postTasks }: Play): Task[] {
  return tasksOf([...preTasks, ...roleTasks, ...tasks, ...postTasks])
}

/** The tasks of a list, those of blocks too. */
export function tasksOf(nodes: readonly TaskNode[]): Task[] {
  return nodes.flatMap((node) =>
    node.kind === 'task' ? [node] : tasksOf([...node.block, ...node.rescue, ...node.always]),
  )
}
