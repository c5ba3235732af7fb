import { positionOf } from '../source/position.ts'
import { checkExpressions, checkTemplates } from './checkTemplates.ts'
import { findKeyword } from './keywords.ts'
import type { Task, Vars } from './model.ts'
import type { Reading } from './reading.ts'

/** Compiles the templates and conditions in the keywords of a play, block, role or task as written. */
export function checkKeywordTexts(mapping: Vars, path: string, reading: Reading): void {
  for (const [key, value] of Object.entries(mapping)) {
    const type = key.startsWith('with_') ? 'any' : findKeyword(key)?.type
    if (type === undefined || STRUCTURE.has(type) || key === 'action' || key === 'local_action') continue
    const at = positionOf(mapping, key)
    const inner = `${path} / ${key}`
    if (type === 'conditions') checkExpressions(value, at, inner, reading)
    else checkTemplates(value, at, inner, reading)
  }
}

/** These hold tasks, which are checked each for itself. */
const STRUCTURE: ReadonlySet<string> = new Set(['tasks', 'handlers', 'roles'])

/** Compiles the templates in a task's options; some options of control modules are bare expressions. */
export function checkArgumentTexts(task: Task, path: string, reading: Reading): void {
  const { module, args } = task
  const expressions: readonly string[] = module?.kind === 'control' ? (module.expressions ?? []) : []
  for (const [option, value] of Object.entries(args)) {
    const at = positionOf(args, option) ?? task.at
    const inner = `${path} / ${option}`
    if (expressions.includes(option)) checkExpressions(value, at, inner, reading)
    else checkTemplates(value, at, inner, reading)
  }
}
