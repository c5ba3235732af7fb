import { expandReplacement, pythonRegex } from '../../source/pythonRegex.ts'
import { bind } from '../bind.ts'
import type { FilterFn, Named } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { index } from '../python/number.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { Tuple } from '../python/value.ts'
import { Undefined } from '../scope.ts'

/** Filters with Python's regular expressions. */
export const regexFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['regex_replace', bind('pattern replacement ignorecase multiline count mandatory_count', replace)],
  [
    'regex_findall',
    bind('regex multiline ignorecase', (value, regex, multiline = false, ignoreCase = false) =>
      findAll(str(value), compileRegex(regex, ignoreCase, multiline)),
    ),
  ],
  ['regex_search', search],
  ['regex_escape', bind('re_type', escapeRegex)],
])

/** A Python expression with flags given as values; always global. */
export function compileRegex(
  pattern: unknown,
  ignoreCase: unknown = false,
  multiline: unknown = false,
): RegExp {
  const source = str(pattern)
  try {
    return pythonRegex(source, { ignoreCase: truth(ignoreCase), multiline: truth(multiline) })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return fail(`'${source}' is no regular expression: ${error.message.replace(/^.*: /, '').toLowerCase()}`)
  }
}

function replace(
  value: unknown,
  pattern: unknown = '',
  replacement: unknown = '',
  ignoreCase: unknown = false,
  multiline: unknown = false,
  most: unknown = 0,
  wanted: unknown = 0,
): string {
  const text = str(value)
  const by = str(replacement)
  const limit = index(most)
  let result = ''
  let last = 0
  let count = 0
  for (const match of text.matchAll(compileRegex(pattern, ignoreCase, multiline))) {
    if (limit > 0 && count === limit) break
    result += text.slice(last, match.index) + expandReplacement(by, match)
    last = match.index + match[0].length
    count++
  }
  if (index(wanted) > 0 && count !== index(wanted)) {
    fail(`'${str(pattern)}' should match ${index(wanted)} times, but matches ${count} times in '${text}'`)
  }
  return result + text.slice(last)
}

function findAll(text: string, regex: RegExp): unknown[] {
  return [...text.matchAll(regex)].map(([whole, ...groups]) => {
    const texts = groups.map((group) => group ?? '')
    return groups.length === 0 ? whole : groups.length === 1 ? texts[0] : Tuple.make(texts)
  })
}

function search(value: unknown, args: readonly unknown[], named: Named | undefined): unknown {
  if (value instanceof Undefined) throw value.error()
  const [pattern, ...groups] = args
  const { ignorecase = false, multiline = false } = named ?? {}
  const regex = compileRegex(pattern ?? named?.regex, ignorecase, multiline)
  const wanted = groups.map((group) => groupOf(str(group)))
  const match = regex.exec(str(value))
  if (match === null) return null
  if (wanted.length === 0) return match[0]
  return wanted.map((group) => {
    const found = typeof group === 'number' ? match[group] : match.groups?.[group]
    const known = typeof group === 'number' ? group < match.length : Object.hasOwn(match.groups ?? {}, group)
    return known ? (found ?? null) : fail(`the expression has no group ${group}`)
  })
}

function groupOf(text: string): string | number {
  const [, name, number] = /^\\g<(\S+)>|^\\(\d+)/.exec(text) ?? []
  if (number !== undefined) return Number(number)
  if (name === undefined) return fail(`'${text}' names no group`, String.raw`write '\\1' or '\\g<name>'`)
  return /^\d+$/.test(name) ? Number(name) : name
}

function escapeRegex(value: unknown, type: unknown = 'python'): string {
  const text = str(value)
  if (type === 'posix_basic') return text.replace(/[\].[^$*\\]/g, '\\$&')
  if (type !== 'python') return fail(`the regex type '${str(type)}' is not implemented`)
  return text.replace(/[\t\n\v\f\r #$&()*+\-.?[\\\]^{|}~]/g, '\\$&')
}
