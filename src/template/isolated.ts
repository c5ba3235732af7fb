import { types } from 'node:util'
import { dictOf } from './python/dict.ts'
import { isDict, isList, Tuple } from './python/value.ts'
import { type Scope, Undefined } from './scope.ts'

/**
 * A scope for a template that changes lists or dicts (`append`, `update` …): it gets copies, the same ones
 * during one rendering, so that nothing leaks into other hosts, tasks or a second evaluation. Ansible, too,
 * renders each variable anew for each template.
 */
export function isolatedScope(scope: Scope): Scope {
  const copies = new Map<string, unknown>()
  return {
    lookup(name) {
      if (copies.has(name)) return copies.get(name)
      const value = scope.lookup(name)
      if (value instanceof Undefined) return value
      const copy = changeable(value)
      copies.set(name, copy)
      return copy
    },
  }
}

// Dicts become Maps, which take keys of any type; lazy containers (proxies) stay as they are.
function changeable(value: unknown): unknown {
  if (types.isProxy(value)) return value
  if (value instanceof Tuple) return Tuple.make(value.map(changeable))
  if (isList(value)) return value.map(changeable)
  if (!isDict(value)) return value
  const entries = value instanceof Map ? value.entries() : Object.entries(value)
  return new Map(Array.from(entries, ([key, item]) => [key, changeable(item)]))
}

/** The reverse for a result: Maps that have only text for keys become plain objects again. */
export function settled(value: unknown): unknown {
  if (types.isProxy(value)) return value
  if (value instanceof Tuple) return Tuple.make(value.map(settled))
  if (isList(value)) return value.map(settled)
  if (!(value instanceof Map)) return value
  return dictOf(Array.from(value.entries(), ([key, item]): [unknown, unknown] => [key, settled(item)]))
}
