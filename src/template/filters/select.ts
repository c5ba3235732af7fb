import { nearest } from '../../source/nearest.ts'
import { arrange } from '../bind.ts'
import type { Context, FilterFn, Named } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { attributeReader } from './attribute.ts'

/** Filters that apply another filter or a test to each item. */
export const selectFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['map', map],
  ['select', selecting(true, false)],
  ['reject', selecting(false, false)],
  ['selectattr', selecting(true, true)],
  ['rejectattr', selecting(false, true)],
])

function map(value: unknown, args: readonly unknown[], named: Named | undefined, context: Context): unknown {
  const items = iterate(value)
  if (args.length === 0 && named !== undefined && Object.hasOwn(named, 'attribute')) {
    const [attribute, fallback] = arrange(['attribute', 'default'], args, named)
    return items.map(attributeReader(attribute, fallback))
  }
  const [name, ...rest] = args
  if (name === undefined) return fail('map needs the name of a filter, or attribute=')
  const filter = byName(context.environment.filters, str(name), 'filter')
  return items.map((item) => filter(item, rest, named, context))
}

function selecting(wanted: boolean, byAttribute: boolean): FilterFn {
  return (value, args, named, context) => {
    if (byAttribute && args.length === 0) fail('needs the name of an attribute')
    const read = byAttribute ? attributeReader(args[0]) : (item: unknown) => item
    const [name, ...rest] = byAttribute ? args.slice(1) : args
    const holds =
      name === undefined
        ? truth
        : (
            (test: FilterFn) => (item: unknown) =>
              truth(test(item, rest, named, context))
          )(byName(context.environment.tests, str(name), 'test'))
    return iterate(value).filter((item) => holds(read(item)) === wanted)
  }
}

/** A filter or test that is named by a value, with or without its collection. */
function byName(table: ReadonlyMap<string, FilterFn>, name: string, what: string): FilterFn {
  const short = name.slice(name.lastIndexOf('.') + 1)
  const found = table.get(name) ?? table.get(short)
  if (found !== undefined) return found
  const close = nearest(short, table.keys())
  return fail(`there is no ${what} '${name}'`, close === undefined ? undefined : `did you mean '${close}'?`)
}
