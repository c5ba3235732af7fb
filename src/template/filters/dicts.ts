import { element } from '../attribute.ts'
import { bind, bindLoose } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { equals } from '../python/compare.ts'
import { dictOf, entriesOf, get, has, valuesOf } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import { sortItems } from '../python/sort.ts'
import { repr, str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { type Dict, isDict, isList, NamedTuple, Tuple, typeName } from '../python/value.ts'
import { Undefined } from '../scope.ts'
import { attributeReader, defined, foldCase } from './attribute.ts'
import { combine } from './combine.ts'

/** Filters on dicts and on lists of dicts. */
export const dictFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['combine', combine],
  ['items', bindLoose('', (_context, value) => (value instanceof Undefined ? [] : items(value)))],
  ['dict2items', bind('key_name value_name', dictToItems)],
  ['items2dict', bind('key_name value_name', itemsToDict)],
  ['dictsort', bind('case_sensitive by reverse', dictSort)],
  ['subelements', bind('subelements skip_missing', subelements)],
  ['rekey_on_member', bind('key duplicates', rekey)],
  ['extract', bind('container morekeys', extract)],
  ['groupby', bind('attribute default case_sensitive', groupBy)],
  ['attr', bind('name', (value, name) => element(value, str(name)))],
])

function dict(value: unknown, filter: string): Dict {
  return isDict(value) ? value : fail(`${filter} needs a dict, not ${typeName(value)}`)
}

function items(value: unknown): Tuple[] {
  return entriesOf(dict(value, 'items')).map((entry) => Tuple.make(entry))
}

function dictToItems(value: unknown, key: unknown = 'key', item: unknown = 'value'): Dict[] {
  return entriesOf(dict(value, 'dict2items')).map((entry) =>
    dictOf([
      [key, entry[0]],
      [item, entry[1]],
    ]),
  )
}

function itemsToDict(value: unknown, key: unknown = 'key', item: unknown = 'value'): Dict {
  if (!isList(value)) return fail(`items2dict needs a list, not ${typeName(value)}`)
  return dictOf(value.map((entry): [unknown, unknown] => [part(entry, key), part(entry, item)]))
}

function part(entry: unknown, key: unknown): unknown {
  if (!isDict(entry)) return fail(`items2dict needs a list of dicts; one item is ${typeName(entry)}`)
  return has(entry, key) ? get(entry, key) : fail(`items2dict needs the key ${repr(key)} in each dict`)
}

function dictSort(
  value: unknown,
  cased: unknown = false,
  by: unknown = 'key',
  reverse: unknown = false,
): unknown {
  if (by !== 'key' && by !== 'value') fail("dictsort sorts by 'key' or 'value'")
  const place = by === 'key' ? 0 : 1
  return sortItems(items(value), truth(reverse), (entry) => {
    const part = (entry as unknown[])[place]
    return truth(cased) ? part : foldCase(part)
  })
}

function subelements(value: unknown, path: unknown, skipMissing: unknown = false): Tuple[] {
  if (!isList(value) && !isDict(value)) fail('subelements needs a list of dicts or a dict of dicts')
  const elements = isList(value) ? value : valuesOf(value as Dict)
  const keys = typeof path === 'string' ? path.split('.') : iterate(path)
  return elements.flatMap((item) =>
    subelementsOf(item, keys, truth(skipMissing)).map((sub) => Tuple.make([item, sub])),
  )
}

function subelementsOf(item: unknown, keys: readonly unknown[], skipMissing: boolean): unknown[] {
  let found: unknown = item
  for (const key of keys) {
    if (!isDict(found)) return fail(`the key ${str(key)} should point to a dictionary, got '${str(found)}'`)
    if (!has(found, key))
      return skipMissing ? [] : fail(`could not find ${repr(key)} key in iterated item ${repr(found)}`)
    found = get(found, key)
  }
  return isList(found)
    ? found
    : fail(`the key ${repr(keys.at(-1))} should point to a list, got ${repr(found)}`)
}

function rekey(value: unknown, key: unknown, duplicates: unknown = 'error'): Dict {
  if (duplicates !== 'error' && duplicates !== 'overwrite') fail("duplicates must be 'error' or 'overwrite'")
  const result: [unknown, unknown][] = []
  const seen: unknown[] = []
  for (const item of isDict(value) ? valuesOf(value) : iterate(value)) {
    if (!isDict(item)) return fail('rekey_on_member needs dicts')
    if (!has(item, key)) return fail(`key ${str(key)} was not found`)
    const name = get(item, key)
    if (seen.includes(name) && duplicates === 'error')
      fail(`key ${str(name)} is not unique, cannot correctly turn into dict`)
    seen.push(name)
    result.push([name, item])
  }
  return dictOf(result)
}

function extract(key: unknown, container: unknown, more: unknown = null): unknown {
  const keys = [key, ...(more === null ? [] : isList(more) ? more : [more])]
  let value = container
  for (const one of keys) value = element(value, one)
  return value
}

function groupBy(
  value: unknown,
  attribute: unknown,
  fallback: unknown = null,
  cased: unknown = false,
): Tuple[] {
  const read = attributeReader(attribute, fallback)
  const key = (item: unknown) => (truth(cased) ? defined(read(item)) : foldCase(defined(read(item))))
  const groups: { key: unknown; grouper: unknown; list: unknown[] }[] = []
  for (const item of sortItems(iterate(value), false, key)) {
    const last = groups.at(-1)
    const name = key(item)
    if (last !== undefined && equals(last.key, name)) last.list.push(item)
    else groups.push({ key: name, grouper: defined(read(item)), list: [item] })
  }
  return groups.map(({ grouper, list }) => NamedTuple.named(['grouper', 'list'], [grouper, list]))
}
