import { SilentUndefined, Undefined } from '../scope.ts'
import { keysOf } from './dict.ts'
import { fail } from './fault.ts'
import { isDict, isList, typeName } from './value.ts'

/** What a for loop goes over: items of a list, keys of a dict, characters of a string. */
export function iterate(value: unknown): unknown[] {
  if (isList(value)) return value
  if (typeof value === 'string') return Array.from(value)
  if (value instanceof SilentUndefined) return []
  if (value instanceof Undefined) throw value.error()
  if (isDict(value)) return keysOf(value)
  if (isIterable(value)) return Array.from(value)
  return fail(`'${typeName(value)}' object is not iterable`)
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

/** Python's len(): characters, items or keys. */
export function len(value: unknown): number {
  if (typeof value === 'string') return hasAstral(value) ? Array.from(value).length : value.length
  if (isList(value)) return value.length
  if (value instanceof Undefined) return iterate(value).length
  if (isDict(value)) return keysOf(value).length
  if (isIterable(value)) return Array.from(value).length
  return fail(`object of type '${typeName(value)}' has no len()`)
}

/** Whether a string has characters that JavaScript counts as two. */
export function hasAstral(text: string): boolean {
  return /[\ud800-\udfff]/.test(text)
}
