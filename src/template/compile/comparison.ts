import type { Frame } from '../frame.ts'
import { compare, contains, equals } from '../python/compare.ts'
import type { CompareOperator, Expr } from '../syntax/nodes.ts'
import { locate, type Unit } from './unit.ts'

type Evaluate = (frame: Frame) => unknown

const OPERATORS: Readonly<Record<CompareOperator, (a: unknown, b: unknown) => boolean>> = {
  '==': equals,
  '!=': (a, b) => !equals(a, b),
  '<': (a, b) => compare(a, b, '<') < 0,
  '<=': (a, b) => compare(a, b, '<=') <= 0,
  '>': (a, b) => compare(a, b, '>') > 0,
  '>=': (a, b) => compare(a, b, '>=') >= 0,
  in: (a, b) => contains(b, a),
  'not in': (a, b) => !contains(b, a),
}

/** A chain as in `1 < a <= b`: each operand is evaluated once, and none behind the first that is false. */
export function compileCompare(
  unit: Unit,
  node: Extract<Expr, { kind: 'compare' }>,
  compile: (unit: Unit, node: Expr) => Evaluate,
): Evaluate {
  const first = compile(unit, node.first)
  const rest = node.rest.map(({ operator, value }) => ({
    holds: OPERATORS[operator],
    value: compile(unit, value),
  }))
  const place = locate(unit, node.offset)
  return (frame) => {
    let left = first(frame)
    for (const { holds, value } of rest) {
      const right = value(frame)
      try {
        if (!holds(left, right)) return false
      } catch (error) {
        throw place(error)
      }
      left = right
    }
    return true
  }
}
