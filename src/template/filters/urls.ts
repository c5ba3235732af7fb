import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { pair } from '../methods/dict.ts'
import { dictOf, entriesOf } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { isIterable, iterate } from '../python/iterate.ts'
import { str } from '../python/text.ts'
import { type Dict, isDict, isList } from '../python/value.ts'

/** Filters on URLs. */
export const urlFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['urlencode', bind('', urlEncode)],
  ['urldecode', bind('', (value) => urlDecode(str(value)))],
  ['urlsplit', bind('query alias', urlSplit)],
])

function urlEncode(value: unknown): string {
  if (isDict(value)) return query(entriesOf(value))
  return isList(value) || isIterable(value)
    ? query(iterate(value).map(pair))
    : quoteUrl(str(value), /[A-Za-z0-9_.~/-]/)
}

function query(entries: readonly [unknown, unknown][]): string {
  return entries.map(([key, value]) => `${quotePlus(str(key))}=${quotePlus(str(value))}`).join('&')
}

function quotePlus(text: string): string {
  return quoteUrl(text, /[A-Za-z0-9_.~ -]/).replaceAll(' ', '+')
}

function quoteUrl(text: string, safe: RegExp): string {
  return Array.from(Buffer.from(text), (byte) => {
    const char = String.fromCharCode(byte)
    return safe.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}

function urlDecode(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[\da-fA-F]{2})+/g, (escaped) => Buffer.from(escaped.replaceAll('%', ''), 'hex').toString())
}

/** The parts of a URL, as Python's urlsplit tells them. */
export interface UrlParts {
  readonly scheme: string
  readonly netloc: string
  readonly path: string
  readonly query: string
  readonly fragment: string
}

/** Splits any text; it never fails, a text without a scheme is all path. */
export function splitUrl(text: string): UrlParts {
  const [, scheme = '', netloc = '', path = '', search = '', fragment = ''] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
      text.trim(),
    ) ?? []
  return { scheme: scheme.toLowerCase(), netloc, path, query: search, fragment }
}

function urlSplit(value: unknown, part: unknown = ''): unknown {
  const { scheme, netloc, path, query: search, fragment } = splitUrl(str(value))
  const [, username, password, address = ''] = /^(?:([^:@]*)(?::(.*))?@)?([^@]*)$/.exec(netloc) ?? []
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(address) ?? []
  const host = (bracketed ?? plain ?? '').toLowerCase()
  const parts: Dict = dictOf([
    ['fragment', fragment],
    ['hostname', host === '' ? null : host],
    ['netloc', netloc],
    ['password', password ?? null],
    ['path', path],
    ['port', port === undefined || port === '' ? null : Number(port)],
    ['query', search],
    ['scheme', scheme],
    ['username', username ?? null],
  ])
  if (part === '') return parts
  const found = entriesOf(parts).find(([name]) => name === part)
  return found === undefined ? fail(`urlsplit: unknown URL component: ${str(part)}`) : found[1]
}
