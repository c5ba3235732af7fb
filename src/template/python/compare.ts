import { SilentUndefined, Undefined } from '../scope.ts'
import { fail } from './fault.ts'
import { PyObject } from './object.ts'
import { type Dict, isDict, isList, isNumeric, Tuple, typeName } from './value.ts'

/** Python's `==`: numbers by value, strings, lists and dicts by content, anything else by identity. */
export function equals(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (a instanceof Undefined || b instanceof Undefined) return sameUndefined(a, b)
  if (typeof a === 'string' || typeof b === 'string') return false
  if (isNumeric(a)) return isNumeric(b) && compareNumbers(a, b) === 0
  if (isList(a)) return isList(b) && sameItems(a, b)
  if (isDict(a)) return isDict(b) && sameEntries(a, b)
  if (a instanceof PyObject && b instanceof PyObject) return order(a, b) === 0
  return (a ?? null) === (b ?? null)
}

// The lenient undefined may be compared; any other throws.
function sameUndefined(a: unknown, b: unknown): boolean {
  for (const value of [a, b]) {
    if (value instanceof Undefined && !(value instanceof SilentUndefined)) throw value.error()
  }
  return a instanceof Undefined && b instanceof Undefined
}

function sameItems(a: unknown[], b: unknown[]): boolean {
  if (a.length !== b.length || a instanceof Tuple !== b instanceof Tuple) return false
  return a.every((item, index) => equals(item, b[index]))
}

function sameEntries(a: Dict, b: Dict): boolean {
  const left = pairs(a)
  const right = new Map(pairs(b))
  if (left.length !== right.size) return false
  for (const [key, value] of left) {
    if (!right.has(key) || !equals(value, right.get(key))) return false
  }
  return true
}

function pairs(dict: Dict): [unknown, unknown][] {
  return dict instanceof Map ? [...dict] : Object.entries(dict)
}

/**
 * Python's ordering: negative, 0 or positive; NaN when the two are unordered (a float NaN).
 * Throws a template fault for types that have no order between them.
 */
export function compare(a: unknown, b: unknown, operator = '<'): number {
  if (a instanceof Undefined) throw a.error()
  if (b instanceof Undefined) throw b.error()
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (isList(a) && isList(b) && a instanceof Tuple === b instanceof Tuple) return compareLists(a, b, operator)
  if (a instanceof PyObject && b instanceof PyObject) {
    const result = order(a, b)
    if (result !== undefined) return result
  }
  return fail(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

function compareNumbers(a: unknown, b: unknown): number {
  const x = typeof a === 'bigint' ? a : Number(a)
  const y = typeof b === 'bigint' ? b : Number(b)
  if (x < y) return -1
  if (x > y) return 1
  return Number.isNaN(x) || Number.isNaN(y) ? Number.NaN : 0
}

/** Order by code point, as Python has it; JavaScript's own is by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return weight(x) - weight(y)
  }
  return a.length - b.length
}

// Surrogates stand for code points above every other unit.
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function compareLists(a: unknown[], b: unknown[], operator: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (!equals(a[i], b[i])) return compare(a[i], b[i], operator)
  }
  return a.length - b.length
}

// Only objects of one type have an order, by the number they name.
function order(a: PyObject, b: PyObject): number | undefined {
  const [x, y] = [a.sortKey(), b.sortKey()]
  return a.type !== b.type || x === undefined || y === undefined ? undefined : x - y
}

/** Python's `in`: an item of a list, a key of a dict, a part of a string. */
export function contains(container: unknown, item: unknown): boolean {
  if (container instanceof Undefined) throw container.error()
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item)
    if (item instanceof Undefined) throw item.error()
    return fail(`'in <string>' requires string as left operand, not ${typeName(item)}`)
  }
  if (item instanceof Undefined && !(item instanceof SilentUndefined)) throw item.error()
  if (isList(container)) return container.some((element) => equals(element, item))
  if (container instanceof Map) {
    return container.has(item) || [...container.keys()].some((key) => equals(key, item))
  }
  if (isDict(container)) return typeof item === 'string' && Object.hasOwn(container, item)
  return fail(`argument of type '${typeName(container)}' is not iterable`)
}
