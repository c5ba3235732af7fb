import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { contains } from '../python/compare.ts'
import { iterate } from '../python/iterate.ts'
import { unique } from './sequences.ts'

type Pair = (a: unknown[], b: unknown[]) => unknown[]

const intersect: Pair = (a, b) => unique(a.filter(memberOf(b)))
const difference: Pair = (a, b) => unique(a.filter(not(memberOf(b))))
const union: Pair = (a, b) => unique([...a, ...b])
const symmetric: Pair = (a, b) => union(a, b).filter(not(memberOf(intersect(a, b))))

/** Set theory on lists; the order is that of the first list, then of the second. */
export const setFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['union', of(union)],
  ['intersect', of(intersect)],
  ['difference', of(difference)],
  ['symmetric_difference', of(symmetric)],
])

function of(combine: Pair): FilterFn {
  return bind('other', (value, other) => combine([...iterate(value)], [...iterate(other)]))
}

function not(holds: (item: unknown) => boolean): (item: unknown) => boolean {
  return (item) => !holds(item)
}

/** Whether an item is in a list; quick for lists of text alone. */
function memberOf(items: unknown[]): (item: unknown) => boolean {
  const texts = new Set(items.filter((item) => typeof item === 'string'))
  const rest = items.filter((item) => typeof item !== 'string')
  return (item) => (typeof item === 'string' ? texts.has(item) : contains(rest, item))
}
