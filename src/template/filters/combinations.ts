import { bind } from '../bind.ts'
import type { FilterFn, Named } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import { index } from '../python/number.ts'
import { Tuple } from '../python/value.ts'

/** Filters that pair and arrange items, as Python's zip and itertools do; each result is a list of tuples. */
export const combinationFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['zip', (value, others) => zip([value, ...others].map(iterate))],
  [
    'zip_longest',
    (value, others, named) => zipLongest([value, ...others].map(iterate), named?.fillvalue ?? null),
  ],
  ['product', (value, others, named) => product([value, ...others].map(iterate), named)],
  [
    'permutations',
    bind('r', (value, size = null) => tuples(permutations(iterate(value), sizeOf(value, size)))),
  ],
  [
    'combinations',
    bind('r', (value, size = null) => tuples(combinations(iterate(value), sizeOf(value, size)))),
  ],
])

function tuples(lists: readonly (readonly unknown[])[]): Tuple[] {
  return lists.map((list) => Tuple.make(list))
}

function zip(lists: readonly unknown[][]): Tuple[] {
  const length = Math.min(...lists.map((list) => list.length))
  return Array.from({ length }, (_, at) => Tuple.make(lists.map((list) => list[at])))
}

function zipLongest(lists: readonly unknown[][], fill: unknown): Tuple[] {
  const length = Math.max(...lists.map((list) => list.length))
  return Array.from({ length }, (_, at) =>
    Tuple.make(lists.map((list) => (at < list.length ? list[at] : fill))),
  )
}

function product(lists: readonly unknown[][], named: Named | undefined): Tuple[] {
  const repeat = index(named?.repeat ?? 1)
  const all = Array.from({ length: repeat }, () => lists).flat()
  limit(all.reduce((count, list) => count * list.length, 1))
  let rows: unknown[][] = [[]]
  for (const list of all) rows = rows.flatMap((row) => list.map((item) => [...row, item]))
  return tuples(rows)
}

function sizeOf(value: unknown, size: unknown): number {
  return size === null ? iterate(value).length : index(size)
}

function permutations(items: readonly unknown[], size: number): unknown[][] {
  if (size > items.length) return []
  let count = 1
  for (let i = 0; i < size; i++) count *= items.length - i
  limit(count)
  if (size === 0) return [[]]
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)], size - 1).map((rest) => [item, ...rest]),
  )
}

function combinations(items: readonly unknown[], size: number): unknown[][] {
  if (size === 0) return [[]]
  const found = items.flatMap((item, at) =>
    combinations(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]),
  )
  limit(found.length)
  return found
}

const MOST = 1_000_000

function limit(count: number): void {
  if (count > MOST) fail(`the result would have ${count} items; ${MOST} is the most`)
}
