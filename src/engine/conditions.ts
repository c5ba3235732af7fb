import { StackError } from '../errors.ts'
import type { Task } from '../playbook/model.ts'
import type { Position } from '../source/position.ts'
import { truth } from '../template/python/truth.ts'
import { Undefined } from '../template/scope.ts'
import { gathered } from '../vars/ancestry.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import type { Templar } from '../vars/templar.ts'

/** The first condition around the task that doesn't hold, as written; undefined when all hold. */
export function falseCondition(task: Task, scope: LayeredScope, templar: Templar): string | undefined {
  for (const conditions of gathered(task, 'when')) {
    for (const condition of conditions) {
      if (!holds(condition, scope, templar, task.at)) return String(condition)
    }
  }
  return undefined
}

/** Whether all of a keyword's conditions hold. @throws StackError when one can't be evaluated */
export function allHold(
  conditions: readonly unknown[],
  scope: LayeredScope,
  templar: Templar,
  at: Position,
): boolean {
  return conditions.every((condition) => holds(condition, scope, templar, at))
}

function holds(condition: unknown, scope: LayeredScope, templar: Templar, at: Position): boolean {
  if (typeof condition !== 'string') return truth(condition)
  if (condition.trim() === '') return true
  try {
    const value = templar.evaluate(condition, scope, at)
    if (value instanceof Undefined) throw value.error()
    // A variable that holds a condition is evaluated in its turn, as in Ansible.
    return typeof value === 'string' && /^[A-Za-z_]\w*$/.test(condition.trim())
      ? truth(textCondition(value, scope, templar, at))
      : truth(value)
  } catch (error) {
    if (!(error instanceof StackError)) throw error
    throw new StackError(error.code, `the conditional check '${condition}' failed: ${error.message}`, {
      at: error.at ?? at,
      hint: error.hint,
      cause: error,
    })
  }
}

function textCondition(value: string, scope: LayeredScope, templar: Templar, at: Position): unknown {
  return value === '' ? false : templar.evaluate(value, scope, at)
}
