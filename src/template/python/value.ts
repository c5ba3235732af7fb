import { Undefined } from '../scope.ts'
import { PyObject } from './object.ts'

/**
 * A Python float whose value is integral. A JavaScript integer stands for an int and any other number for
 * a float, so `4 / 2` must be told apart from `2` to print as `2.0`.
 */
export class PyFloat {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  valueOf(): number {
    return this.value
  }

  toJSON(): number {
    return this.value
  }

  toString(): string {
    return Object.is(this.value, -0) ? '-0.0' : `${this.value}.0`
  }
}

/** A Python tuple: an array to JavaScript, but printed and compared as a tuple. */
export class Tuple extends Array<unknown> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  static make(items: Iterable<unknown>): Tuple {
    const tuple = new Tuple()
    for (const item of items) tuple.push(item)
    return tuple
  }
}

/** A tuple whose items have names too. */
export class NamedTuple extends Tuple {
  names: readonly string[] = []

  static named(names: readonly string[], items: readonly unknown[]): NamedTuple {
    const tuple = new NamedTuple()
    for (const item of items) tuple.push(item)
    // Not enumerable, so that the tuple compares and prints as its items.
    Object.defineProperty(tuple, 'names', { value: names, enumerable: false })
    return tuple
  }
}

/** A dict is a plain object; a Map only when some key is no string. */
export type Dict = Record<string, unknown> | Map<unknown, unknown>

/** A number or a PyFloat from a float's value. */
export function makeFloat(value: number): number | PyFloat {
  return Number.isInteger(value) ? new PyFloat(value) : value
}

/** An int from a bigint: a plain number when it is exact as one. */
export function makeInt(value: bigint): number | bigint {
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

export function isFloat(value: unknown): value is number | PyFloat {
  return value instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value))
}

/** An int, not counting booleans. */
export function isInt(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
}

/** As in Python, booleans are numbers. */
export function isNumeric(value: unknown): value is number | bigint | boolean | PyFloat {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    value instanceof PyFloat
  )
}

/** A plain object or a Map; class instances are opaque. */
export function isDict(value: unknown): value is Dict {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if (value instanceof Map) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export function isList(value: unknown): value is unknown[] {
  return Array.isArray(value)
}

/** The name of a value's Python type, as in error messages. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (isFloat(value)) return 'float'
  if (isInt(value)) return 'int'
  if (value instanceof Tuple) return 'tuple'
  if (isList(value)) return 'list'
  if (isDict(value)) return 'dict'
  if (value instanceof Undefined) return 'Undefined'
  if (value instanceof PyObject) return value.type
  return (value as object).constructor?.name ?? 'object'
}
