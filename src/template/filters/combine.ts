import type { FilterFn } from '../environment.ts'
import { contains } from '../python/compare.ts'
import { copyOf, entriesOf, get, has, put } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { type Dict, isDict, isList, typeName } from '../python/value.ts'
import { Undefined } from '../scope.ts'
import { flatten } from './sequences.ts'

/** Merges dicts, the later over the earlier; Ansible's `combine`. */
export const combine: FilterFn = (value, args, named) => {
  const { recursive = false, list_merge = 'replace', ...unknown } = named ?? {}
  if (Object.keys(unknown).length > 0) {
    fail(`combine has no argument '${Object.keys(unknown)[0]}'`, 'it takes recursive and list_merge')
  }
  const dicts = flatten([value, ...args], 1, true).map((term) => {
    if (term instanceof Undefined) throw term.error()
    return isDict(term) ? term : fail(`combine takes dicts, not ${typeName(term)}`)
  })
  const merge = mergeLists(str(list_merge))
  const [first = {}, ...rest] = dicts
  return rest.reduce((low, high) => mergeDicts(low, high, truth(recursive), merge), first)
}

type MergeLists = (low: unknown[], high: unknown[]) => unknown[]

/** How two lists under the same key become one; `list_merge` of combine and of hash_behaviour. */
export function mergeLists(how: string): MergeLists {
  const found = LIST_MERGES[how]
  if (found !== undefined && Object.hasOwn(LIST_MERGES, how)) return found
  return fail(`list_merge can not be '${how}'`, `it is one of ${Object.keys(LIST_MERGES).join(', ')}`)
}

const LIST_MERGES: Readonly<Record<string, MergeLists>> = {
  replace: (_low, high) => high,
  keep: (low) => low,
  append: (low, high) => [...low, ...high],
  prepend: (low, high) => [...high, ...low],
  append_rp: (low, high) => [...low.filter((item) => !contains(high, item)), ...high],
  prepend_rp: (low, high) => [...high, ...low.filter((item) => !contains(high, item))],
}

/** A new dict with the items of `high` over those of `low`. */
export function mergeDicts(low: Dict, high: Dict, recursive: boolean, merge: MergeLists): Dict {
  const result = wide(low, high)
  for (const [key, value] of entriesOf(high)) {
    const old = has(result, key) ? get(result, key) : undefined
    if (recursive && isDict(old) && isDict(value)) put(result, key, mergeDicts(old, value, true, merge))
    else if (isList(old) && isList(value)) put(result, key, merge(old, value))
    else put(result, key, value)
  }
  return result
}

// A copy of `low` that can take the keys of `high`.
function wide(low: Dict, high: Dict): Dict {
  if (high instanceof Map && !(low instanceof Map)) return new Map(entriesOf(low))
  return copyOf(low)
}
