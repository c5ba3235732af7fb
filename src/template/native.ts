import { types } from 'node:util'
import { isDict, isList } from './python/value.ts'
import { Undefined } from './scope.ts'

/**
 * Throws when a value is undefined, or a list or dict, down to `depth` levels, that holds something undefined.
 * Lazy containers (proxies) are left alone: looking into them would evaluate them.
 */
export function checkDefined(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Undefined) throw value.error()
  if (depth <= 0 || types.isProxy(value)) return
  if (isList(value)) for (const item of value) checkDefined(item, depth - 1)
  else if (isDict(value) && !(value instanceof Map)) checkEntries(value, depth)
}

function checkEntries(value: Record<string, unknown>, depth: number): void {
  for (const key in value) checkDefined(value[key], depth - 1)
}
