import { SilentUndefined, Undefined } from '../scope.ts'
import { PyObject } from './object.ts'
import { isDict, isList, PyFloat } from './value.ts'

/** Python's bool(): empty and zero values are false. Throws for an undefined value. */
export function truth(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'string':
      return value !== ''
    case 'number':
      // A NaN is true in Python.
      return value !== 0
    case 'bigint':
      return value !== 0n
    case 'undefined':
      return false
    default:
      return value !== null && objectTruth(value)
  }
}

function objectTruth(value: unknown): boolean {
  if (value instanceof SilentUndefined) return false
  if (value instanceof Undefined) throw value.error()
  if (isList(value)) return value.length > 0
  if (value instanceof Map) return value.size > 0
  if (isDict(value)) return Object.keys(value).length > 0
  if (value instanceof PyFloat) return value.value !== 0
  return value instanceof PyObject ? value.truth() : true
}
