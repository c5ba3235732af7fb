import { bind } from '../bind.ts'
import type { TestFn } from '../environment.ts'
import { compileRegex } from '../filters/regex.ts'
import { splitUrl } from '../filters/urls.ts'
import { contains } from '../python/compare.ts'
import { fail } from '../python/fault.ts'
import { iterate } from '../python/iterate.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'

/** Tests of text against expressions and forms. */
export const patternTests: ReadonlyMap<string, TestFn> = new Map<string, TestFn>([
  [
    'match',
    bind('pattern ignorecase multiline', (value, pattern = '', i = false, m = false) =>
      holds(value, pattern, i, m, 'match'),
    ),
  ],
  [
    'search',
    bind('pattern ignorecase multiline', (value, pattern = '', i = false, m = false) =>
      holds(value, pattern, i, m, 'search'),
    ),
  ],
  [
    'regex',
    bind(
      'pattern ignorecase multiline match_type',
      (value, pattern = '', i = false, m = false, type = 'search') => holds(value, pattern, i, m, str(type)),
    ),
  ],
  ['uri', bind('schemes', (value, schemes = null) => isUri(value, schemes))],
  ['url', bind('schemes', (value, schemes = null) => isUri(value, schemes) && isUrl(str(value)))],
  ['urn', bind('', (value) => isUri(value, ['urn']))],
])

function holds(
  value: unknown,
  pattern: unknown,
  ignoreCase: unknown,
  multiline: unknown,
  type: string,
): boolean {
  const text = str(value)
  if (type === 'search') return compileRegex(pattern, ignoreCase, multiline).test(text)
  if (type !== 'match' && type !== 'fullmatch')
    return fail(`match_type is search, match or fullmatch, not '${type}'`)
  const regex = compileRegex(pattern, ignoreCase, multiline)
  // Sticky, an expression matches where it is set to begin, nowhere else.
  const sticky = new RegExp(
    type === 'match' ? regex.source : `(?:${regex.source})(?![\\s\\S])`,
    `${regex.flags}y`,
  )
  return sticky.test(text)
}

function isUri(value: unknown, schemes: unknown): boolean {
  if (typeof value !== 'string') return false
  return schemes === null || !truth(schemes) || contains(iterate(schemes), splitUrl(value).scheme)
}

function isUrl(text: string): boolean {
  const { scheme, netloc } = splitUrl(text)
  return netloc !== '' || scheme === 'file'
}
