import { bind } from '../bind.ts'
import type { FilterFn, Named } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import { type JsonStyle, writeJson } from '../python/json.ts'
import { parseJson } from '../python/parseJson.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { typeName } from '../python/value.ts'
import { Undefined } from '../scope.ts'

/** Filters to and from JSON. */
export const jsonFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['to_json', (value, args, named) => dump(value, {}, positional(args, named))],
  ['to_nice_json', (value, args, named) => dump(value, NICE, positional(args, named))],
  [
    'from_json',
    bind('', (value) =>
      typeof value === 'string' ? parseJson(value) : fail(`from_json needs text, not ${typeName(value)}`),
    ),
  ],
  [
    'tojson',
    bind('indent', (value, indent = null) => htmlSafe(dump(value, { indent, sort_keys: true }, {}))),
  ],
])

const NICE: Named = { indent: 4, sort_keys: true, separators: [',', ': '] }

function positional(args: readonly unknown[], named: Named | undefined): Named {
  const [indent, sortKeys] = args
  return {
    ...(indent === undefined ? {} : { indent }),
    ...(sortKeys === undefined ? {} : { sort_keys: sortKeys }),
    ...named,
  }
}

function dump(value: unknown, defaults: Named, given: Named): string {
  if (value instanceof Undefined) throw value.error()
  return writeJson(value, styleOf({ ...defaults, ...given }))
}

function styleOf({ indent = null, sort_keys, ensure_ascii, separators = null }: Named): JsonStyle {
  const [item, key] = separators === null ? [indent === null ? ', ' : ',', ': '] : iterate(separators)
  return {
    indent:
      indent === null
        ? undefined
        : typeof indent === 'string'
          ? indent
          : ' '.repeat(Math.max(0, Number(indent))),
    sortKeys: sort_keys !== undefined && truth(sort_keys),
    ensureAscii: ensure_ascii === undefined || truth(ensure_ascii),
    itemSeparator: str(item),
    keySeparator: str(key),
  }
}

// Jinja2's own filter is meant for script elements.
function htmlSafe(json: string): string {
  return json.replace(/[<>&']/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`)
}
