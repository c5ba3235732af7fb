import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { center, textMethods } from '../methods/text.ts'
import { capitalize } from '../methods/textCase.ts'
import { strip } from '../methods/textSplit.ts'
import { dictOf } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { formatPercent } from '../python/formatPercent.ts'
import { index } from '../python/number.ts'
import { str } from '../python/text.ts'
import { Tuple } from '../python/value.ts'

const format: FilterFn = (value, args, named) => {
  if (named !== undefined && args.length > 0) fail('format takes positional or keyword arguments, not both')
  return formatPercent(str(value), named === undefined ? Tuple.make(args) : dictOf(Object.entries(named)))
}

/** Filters on text. */
export const textFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['upper', bind('', (value) => str(value).toUpperCase())],
  ['lower', bind('', (value) => str(value).toLowerCase())],
  ['capitalize', bind('', (value) => capitalize(str(value)))],
  ['title', bind('', (value) => title(str(value)))],
  ['trim', bind('chars', (value, chars = null) => strip(str(value), chars, 'both'))],
  ['replace', bind('old new count', replace)],
  ['format', format],
  ['center', bind('width', (value, width = 80) => center(str(value), index(width)))],
  ['wordcount', bind('', (value) => str(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)],
  ['split', (value, args, named, context) => method('split')(str(value), args, named, context)],
  ['quote', bind('', (value) => quoteShell(value === null ? '' : str(value)))],
])

function method(name: string): FilterFn {
  return textMethods.get(name) ?? fail(`there is no method ${name}`)
}

// Jinja2's own title: a word begins behind a space, a hyphen or an opening bracket.
function title(text: string): string {
  return text
    .split(/([-\s({[<]+)/)
    .map((word) => capitalize(word))
    .join('')
}

function replace(value: unknown, old: unknown, by: unknown, count: unknown = null): unknown {
  const args = [str(old), str(by), count === null ? -1 : count]
  return (method('replace') as (...given: unknown[]) => unknown)(str(value), args, undefined, undefined)
}

/** Python's shlex.quote. */
export function quoteShell(text: string): string {
  if (text === '') return "''"
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`
}
