import { bind } from '../bind.ts'
import type { FilterFn, Named } from '../environment.ts'
import { copyOf, dictOf, entriesOf, get, has, keysOf, put, remove, valuesOf } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import { repr } from '../python/text.ts'
import { type Dict, isDict, Tuple } from '../python/value.ts'
import { Undefined } from '../scope.ts'

/** Methods of dict. Views come as lists. */
export const dictMethods: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['items', of('', (dict) => entriesOf(dict).map((entry) => Tuple.make(entry)))],
  ['keys', of('', (dict) => keysOf(dict))],
  ['values', of('', (dict) => valuesOf(dict))],
  ['get', lookup],
  ['copy', of('', (dict) => copyOf(dict))],
  ['update', update],
  ['setdefault', of('key default', setDefault)],
  ['pop', of('key default', pop)],
  ['popitem', of('', popItem)],
  ['clear', of('', clear)],
  ['fromkeys', bind('keys value', (_dict, keys, value = null) => fromKeys(keys, value))],
])

function of(params: string, body: (dict: Dict, ...args: unknown[]) => unknown): FilterFn {
  return bind(params, (value, ...args) => (isDict(value) ? body(value, ...args) : fail('not a dict')))
}

// The default may be an undefined variable: it counts only if it is used.
function lookup(dict: unknown, args: readonly unknown[]): unknown {
  const [key, fallback = null] = args
  if (!isDict(dict) || args.length === 0 || args.length > 2) return fail('get takes a key and a default')
  if (key instanceof Undefined) throw key.error()
  const found = get(dict, key)
  return found === undefined ? fallback : found
}

function update(dict: unknown, args: readonly unknown[], named: Named | undefined): unknown {
  if (!isDict(dict)) return fail('not a dict')
  for (const source of args) {
    if (source instanceof Undefined) throw source.error()
    const entries = isDict(source) ? entriesOf(source) : iterate(source).map(pair)
    for (const [key, value] of entries) put(dict, key, value)
  }
  for (const [key, value] of Object.entries(named ?? {})) put(dict, key, value)
  return null
}

/** A key and a value out of a sequence of two. */
export function pair(entry: unknown): [unknown, unknown] {
  const parts = iterate(entry)
  if (parts.length !== 2) {
    fail(`a dictionary is made from pairs of key and value; one has length ${parts.length}`)
  }
  return [parts[0], parts[1]]
}

function setDefault(dict: Dict, key: unknown, value: unknown = null): unknown {
  if (!has(dict, key)) put(dict, key, value)
  return get(dict, key)
}

function pop(dict: Dict, key: unknown, fallback?: unknown): unknown {
  if (!has(dict, key)) return fallback === undefined ? fail(`key ${repr(key)} is not in the dict`) : fallback
  const value = get(dict, key)
  remove(dict, key)
  return value
}

function popItem(dict: Dict): unknown {
  const last = entriesOf(dict).at(-1)
  if (last === undefined) return fail('popitem(): dictionary is empty')
  remove(dict, last[0])
  return Tuple.make(last)
}

function clear(dict: Dict): null {
  for (const key of keysOf(dict)) remove(dict, key)
  return null
}

function fromKeys(keys: unknown, value: unknown): Dict {
  return dictOf(iterate(keys).map((key): [unknown, unknown] => [key, value]))
}
