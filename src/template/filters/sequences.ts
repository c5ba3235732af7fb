import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { compare, equals } from '../python/compare.ts'
import { fail } from '../python/fault.ts'
import { iterate, len } from '../python/iterate.ts'
import { index } from '../python/number.ts'
import { operate } from '../python/operators.ts'
import { sortItems } from '../python/sort.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { isList } from '../python/value.ts'
import { Undefined } from '../scope.ts'
import { attributeReader, attributesReader, defined, foldCase } from './attribute.ts'

/** Filters on lists and other sequences. */
export const sequenceFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['length', bind('', len)],
  ['count', bind('', len)],
  ['first', bind('', (value) => iterate(value)[0] ?? nothing(value, 'first'))],
  ['last', bind('', (value) => iterate(value).at(-1) ?? nothing(value, 'last'))],
  ['join', bind('d attribute', join)],
  ['reverse', bind('', reverse)],
  ['sort', bind('reverse case_sensitive attribute', sort)],
  [
    'unique',
    bind('case_sensitive attribute', (value, caseSensitive = false, attribute = null) =>
      unique(iterate(value), truth(caseSensitive), attribute),
    ),
  ],
  [
    'min',
    bind('case_sensitive attribute', (value, cased = false, attribute = null) =>
      extreme(value, truth(cased), attribute, -1),
    ),
  ],
  [
    'max',
    bind('case_sensitive attribute', (value, cased = false, attribute = null) =>
      extreme(value, truth(cased), attribute, 1),
    ),
  ],
  ['sum', bind('attribute start', sum)],
  ['batch', bind('linecount fill_with', batch)],
  ['slice', bind('slices fill_with', sliceUp)],
  [
    'flatten',
    bind('levels skip_nulls', (value, levels = null, skip = true) =>
      flatten(iterate(value), levels === null ? Number.POSITIVE_INFINITY : index(levels), truth(skip)),
    ),
  ],
])

function nothing(value: unknown, what: string): unknown {
  const items = iterate(value)
  return items.length > 0 ? null : new Undefined(`no ${what} item, sequence was empty`, what)
}

function join(value: unknown, separator: unknown = '', attribute: unknown = null): string {
  const read = attributeReader(attribute)
  return iterate(value)
    .map((item) => str(read(item)))
    .join(str(separator))
}

function reverse(value: unknown): unknown {
  if (typeof value === 'string') return Array.from(value).reverse().join('')
  return [...iterate(value)].reverse()
}

function sort(
  value: unknown,
  reversed: unknown = false,
  cased: unknown = false,
  attribute: unknown = null,
): unknown[] {
  const read = attributesReader(attribute)
  const key = (item: unknown) => read(item).map((part) => (truth(cased) ? part : foldCase(part)))
  return sortItems(iterate(value), truth(reversed), key)
}

/** The first of each set of equal items, in order. */
export function unique(
  items: readonly unknown[],
  caseSensitive = true,
  attribute: unknown = null,
): unknown[] {
  const read = attributeReader(attribute)
  const quick = new Set<unknown>()
  const slow: unknown[] = []
  return items.filter((item) => {
    const value = defined(read(item))
    const key = caseSensitive ? value : foldCase(value)
    if (typeof key === 'string') return !quick.has(key) && quick.add(key)
    return !slow.some((known) => equals(known, key)) && slow.push(key)
  })
}

function extreme(value: unknown, cased: boolean, attribute: unknown, sign: number): unknown {
  const read = attributeReader(attribute)
  const key = (item: unknown) => (cased ? defined(read(item)) : foldCase(defined(read(item))))
  const [first, ...rest] = iterate(value)
  if (first === undefined) return new Undefined('no aggregated item, sequence was empty')
  let best: unknown = first
  for (const item of rest) if (compare(key(item), key(best)) * sign > 0) best = item
  return best
}

function sum(value: unknown, attribute: unknown = null, start: unknown = 0): unknown {
  const read = attributeReader(attribute)
  let total: unknown = start
  for (const item of iterate(value)) total = operate('+', total, read(item))
  return total
}

function batch(value: unknown, size: unknown, fill: unknown = null): unknown[][] {
  const items = iterate(value)
  const count = index(size)
  if (count < 1) fail('batches need at least one item')
  const rows: unknown[][] = []
  for (let at = 0; at < items.length; at += count) rows.push(items.slice(at, at + count))
  const last = rows.at(-1)
  if (fill !== null && last !== undefined) while (last.length < count) last.push(fill)
  return rows
}

function sliceUp(value: unknown, slices: unknown, fill: unknown = null): unknown[][] {
  const items = iterate(value)
  const count = index(slices)
  const size = Math.floor(items.length / count)
  const longer = items.length % count
  let at = 0
  return Array.from({ length: count }, (_, column) => {
    const length = size + (column < longer ? 1 : 0)
    const part = items.slice(at, at + length)
    at += length
    if (fill !== null && column >= longer) part.push(fill)
    return part
  })
}

/** Lists in a list opened up, `levels` deep; empty values are dropped. */
export function flatten(items: readonly unknown[], levels: number, skipNulls: boolean): unknown[] {
  return items.flatMap((item) => {
    if (skipNulls && (item === null || item === 'None' || item === 'null')) return []
    return isList(item) && levels >= 1 ? flatten(item, levels - 1, skipNulls) : [item]
  })
}
