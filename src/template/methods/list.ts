import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { equals } from '../python/compare.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import { index } from '../python/number.ts'
import { sortItems } from '../python/sort.ts'
import { truth } from '../python/truth.ts'
import { isList, Tuple } from '../python/value.ts'

/** Methods of list and tuple; those that change a list do so in place and give None, as in Python. */
export const listMethods: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['append', change('item', (list, item) => void list.push(item))],
  ['extend', change('items', (list, items) => void list.push(...iterate(items)))],
  ['insert', change('index item', (list, at, item) => void list.splice(index(at), 0, item))],
  ['pop', change('index', pop)],
  ['remove', change('item', (list, item) => void list.splice(find(list, item), 1))],
  ['clear', change('', (list) => void list.splice(0))],
  ['reverse', change('', (list) => void list.reverse())],
  ['sort', change('reverse', (list, reverse = false) => void replace(list, sortItems(list, truth(reverse))))],
  ['copy', change('', (list) => [...list])],
  ['index', change('item start', (list, item, start = 0) => find(list, item, index(start)))],
  ['count', change('item', (list, item) => list.filter((element) => equals(element, item)).length)],
])

function change(params: string, body: (list: unknown[], ...args: unknown[]) => unknown): FilterFn {
  return bind(params, (value, ...args) => {
    if (!isList(value)) return fail('not a list')
    const result = body(value, ...args)
    return result === undefined ? null : result
  })
}

function pop(list: unknown[], at: unknown = -1): unknown {
  if (list.length === 0) fail('pop from empty list')
  const place = index(at)
  const from = place < 0 ? place + list.length : place
  if (from < 0 || from >= list.length) fail('pop index out of range')
  return list.splice(from, 1)[0]
}

function find(list: unknown[], item: unknown, start = 0): number {
  const place = list.findIndex((element, at) => at >= start && equals(element, item))
  if (place < 0) fail(`the item is not in the ${list instanceof Tuple ? 'tuple' : 'list'}`)
  return place
}

function replace(list: unknown[], items: unknown[]): void {
  list.splice(0, list.length, ...items)
}
