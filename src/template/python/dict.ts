import { equals } from './compare.ts'
import { fail } from './fault.ts'
import { type Dict, isDict, isFloat, isList, typeName } from './value.ts'

/** A dict from key and value pairs: a plain object, or a Map when some key is no string. */
export function dictOf(entries: Iterable<readonly [unknown, unknown]>): Dict {
  const pairs = Array.isArray(entries) ? entries : [...entries]
  if (pairs.every(([key]) => typeof key === 'string')) {
    const plain: Record<string, unknown> = {}
    for (const [key, value] of pairs) put(plain, key, value)
    return plain
  }
  return mapOf(pairs)
}

/** A dict that takes keys of any type, whatever those of its pairs. */
export function mapOf(entries: Iterable<readonly [unknown, unknown]>): Dict {
  const map = new Map<unknown, unknown>()
  for (const [key, value] of entries) put(map, key, value)
  return map
}

/** Sets an item; `__proto__` is a key like any other. */
export function put(dict: Dict, key: unknown, value: unknown): void {
  if (dict instanceof Map) {
    dict.set(storedKey(dict, hashable(key)), value)
  } else if (key === '__proto__') {
    Object.defineProperty(dict, key, { value, enumerable: true, writable: true, configurable: true })
  } else {
    dict[typeof key === 'string' ? key : String(hashable(key))] = value
  }
}

/** The item of a key, or `undefined` when the dict lacks it. */
export function get(dict: Dict, key: unknown): unknown {
  if (dict instanceof Map) return dict.get(storedKey(dict, key))
  return typeof key === 'string' && Object.hasOwn(dict, key) ? dict[key] : undefined
}

export function has(dict: Dict, key: unknown): boolean {
  if (dict instanceof Map) return dict.has(storedKey(dict, key))
  return typeof key === 'string' && Object.hasOwn(dict, key)
}

export function remove(dict: Dict, key: unknown): void {
  if (dict instanceof Map) dict.delete(storedKey(dict, key))
  else delete dict[String(key)]
}

export function keysOf(dict: Dict): unknown[] {
  return dict instanceof Map ? [...dict.keys()] : Object.keys(dict)
}

export function valuesOf(dict: Dict): unknown[] {
  return dict instanceof Map ? [...dict.values()] : Object.values(dict)
}

export function entriesOf(dict: Dict): [unknown, unknown][] {
  return dict instanceof Map ? [...dict.entries()] : Object.entries(dict)
}

export function sizeOf(dict: Dict): number {
  return dict instanceof Map ? dict.size : Object.keys(dict).length
}

/** A shallow copy. */
export function copyOf(dict: Dict): Dict {
  return dict instanceof Map ? new Map(dict) : dictOf(Object.entries(dict))
}

// Map compares by identity; Python by value: 1 == 1.0 == True, and tuples by their items.
function storedKey(map: Map<unknown, unknown>, key: unknown): unknown {
  if (map.has(key) || typeof key === 'string') return key
  for (const candidate of map.keys()) {
    if (typeof candidate !== 'string' && equals(candidate, key)) return candidate
  }
  return key
}

function hashable(key: unknown): unknown {
  if (isDict(key) || (isList(key) && typeName(key) === 'list')) fail(`unhashable type: '${typeName(key)}'`)
  return isFloat(key) ? Number(key) : key
}
