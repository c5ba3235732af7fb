import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { isIterable, iterate } from '../python/iterate.ts'
import { index } from '../python/number.ts'
import { randomBelow } from '../python/random.ts'
import { truth } from '../python/truth.ts'
import { isDict, isInt, isList } from '../python/value.ts'

/** Filters that choose by chance; with a seed the same choice as Ansible's. */
export const randomFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['random', bind('start step seed', choose)],
  ['shuffle', bind('seed', shuffle)],
])

function choose(end: unknown, start: unknown = null, step: unknown = null, seed: unknown = null): unknown {
  const below = randomBelow(seed)
  if (isInt(end)) {
    const from = start === null ? 0 : index(start)
    const by = step === null || !truth(step) ? 1 : index(step)
    const count = by > 0 ? Math.ceil((Number(end) - from) / by) : Math.ceil((from - Number(end)) / -by)
    if (count <= 0) return fail(`the range from ${from} to ${Number(end)} is empty`)
    return from + by * below(count)
  }
  if (typeof end !== 'string' && !isList(end) && !isDict(end) && !isIterable(end)) {
    return fail('random can only be used on sequences and integers')
  }
  if (start !== null || step !== null) fail('start and step can only be used with integer values')
  const items = iterate(end)
  return items.length === 0 ? fail('cannot choose from an empty sequence') : items[below(items.length)]
}

function shuffle(value: unknown, seed: unknown = null): unknown[] {
  const items = [...iterate(value)]
  const below = randomBelow(seed === null || !truth(seed) ? null : seed)
  for (let at = items.length - 1; at > 0; at--) {
    const other = below(at + 1)
    const held = items[at]
    items[at] = items[other]
    items[other] = held
  }
  return items
}
