import { SilentUndefined, Undefined } from '../scope.ts'
import { fail } from './fault.ts'
import { formatPercent } from './formatPercent.ts'
import { arithmetic, index } from './number.ts'
import { PyObject } from './object.ts'
import { isDict, isList, isNumeric, Tuple, typeName } from './value.ts'

/** The operators of Jinja2 expressions that take two values and give one. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**'

/** Applies an operator by Python's rules: numbers, text and list concatenation, repetition, `%` formatting. */
export function operate(operator: BinaryOperator, a: unknown, b: unknown): unknown {
  if (a instanceof Undefined) throw a.error()
  if (b instanceof Undefined && !(b instanceof SilentUndefined)) throw b.error()
  if (isNumeric(a) && isNumeric(b)) return arithmetic(operator, a, b)
  if (operator === '+') return concatenate(a, b)
  if (operator === '*') return repeat(a, b)
  if (operator === '%' && typeof a === 'string') return formatPercent(a, b)
  if (operator === '-' && a instanceof PyObject) return a.minus(b) ?? unsupported(operator, a, b)
  return unsupported(operator, a, b)
}

function concatenate(a: unknown, b: unknown): unknown {
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (isList(a) && isList(b) && a instanceof Tuple === b instanceof Tuple) {
    return a instanceof Tuple ? Tuple.make([...a, ...b]) : [...a, ...b]
  }
  if (a instanceof PyObject) return a.plus(b) ?? unsupported('+', a, b)
  if (typeof a === 'string') return fail(`can only concatenate str (not "${typeName(b)}") to str`, TO_TEXT)
  if (isList(a)) return fail(`can only concatenate ${typeName(a)} (not "${typeName(b)}") to ${typeName(a)}`)
  return unsupported('+', a, b)
}

const TO_TEXT = 'join text with ~, which turns any value into text'

function repeat(a: unknown, b: unknown): unknown {
  if (isNumeric(a) && !isNumeric(b)) return repeat(b, a)
  if (typeof a === 'string') return a.repeat(Math.max(0, index(b)))
  if (isList(a)) {
    const items = Array.from({ length: Math.max(0, index(b)) }, () => a).flat()
    return a instanceof Tuple ? Tuple.make(items) : items
  }
  return unsupported('*', a, b)
}

function unsupported(operator: string, a: unknown, b: unknown): never {
  return fail(
    `unsupported operand type(s) for ${operator}: '${typeName(a)}' and '${typeName(b)}'`,
    isDict(a) && isDict(b) ? 'merge two dicts with the combine filter' : undefined,
  )
}
