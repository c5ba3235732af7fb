import { StackError } from '../../errors.ts'
import { isPlainObject } from '../templar.ts'
import type { Lookup } from './lookup.ts'

/** Lookups that only rearrange their terms: what `with_NAME` loops are mostly made of. */
export const listLookups: Readonly<Record<string, Lookup>> = {
  list: (terms) => terms,
  items: (terms) => flattenOnce(terms),
  flattened: (terms) => flattenAll(terms),
  indexed_items: (terms) => flattenOnce(terms).map((item, index) => [index, item]),
  dict: (terms) => flattenOnce(terms).flatMap(entries),
  nested: (terms) => product(terms.map(asList)),
  cartesian: (terms) => product(terms.map(asList)),
  together: (terms) => zip(terms.map(asList)),
  subelements: ([list, key, flags]) => subelements(asList(list), key, flags),
  random_choice: (terms) => (terms.length === 0 ? [] : [terms[Math.floor(Math.random() * terms.length)]]),
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [value]
}

function flattenOnce(terms: readonly unknown[]): unknown[] {
  return terms.flatMap((term) => (Array.isArray(term) ? (term as unknown[]) : [term]))
}

function flattenAll(terms: readonly unknown[]): unknown[] {
  return terms.flatMap((term) => (Array.isArray(term) ? flattenAll(term as unknown[]) : [term]))
}

function entries(term: unknown): unknown[] {
  if (!isPlainObject(term)) throw new StackError('type', 'the dict lookup takes mappings')
  return Object.entries(term).map(([key, value]) => ({ key, value }))
}

function product(lists: readonly (readonly unknown[])[]): unknown[] {
  return lists.reduce<unknown[][]>(
    (rows, list) => rows.flatMap((row) => list.map((item) => [...row, ...asList(item)])),
    [[]],
  )
}

function zip(lists: readonly (readonly unknown[])[]): unknown[] {
  const length = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length }, (_, index) => lists.map((list) => list[index] ?? null))
}

function subelements(list: readonly unknown[], key: unknown, flags: unknown): unknown[] {
  const skipMissing = isPlainObject(flags) && flags['skip_missing'] === true
  return list.flatMap((item) => {
    const inner = String(key)
      .split('.')
      .reduce<unknown>((value, part) => (isPlainObject(value) ? value[part] : undefined), item)
    if (inner === undefined && skipMissing) return []
    if (!Array.isArray(inner))
      throw new StackError('type', `subelements: '${String(key)}' is no list in every item`)
    return (inner as unknown[]).map((sub) => [without(item, String(key)), sub])
  })
}

/** Unlike the filter of that name, the lookup leaves the list out of the items that it gives. */
function without(item: unknown, key: string): unknown {
  if (!isPlainObject(item)) return item
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== key))
}
