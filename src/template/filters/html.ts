import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { entriesOf } from '../python/dict.ts'
import { fail } from '../python/fault.ts'
import { index } from '../python/number.ts'
import { repr, str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { isDict } from '../python/value.ts'
import { Undefined } from '../scope.ts'

/** Filters for HTML and XML. */
export const htmlFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['escape', bind('', (value) => escapeHtml(str(value)))],
  ['e', bind('', (value) => escapeHtml(str(value)))],
  ['forceescape', bind('', (value) => escapeHtml(str(value)))],
  ['striptags', bind('', (value) => stripTags(str(value)))],
  ['xmlattr', bind('autospace', xmlAttributes)],
  ['urlize', bind('trim_url_limit nofollow target rel extra_schemes', urlize)],
])

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/** As markupsafe.escape. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

function stripTags(text: string): string {
  return text
    .replace(/<!--.*?-->/gs, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(
      /&(?:#(\d+)|#[xX]([\da-fA-F]+)|(\w+));/g,
      (all, decimal?: string, hex?: string, name?: string) => {
        if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
        if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
        return NAMED[name ?? ''] ?? all
      },
    )
}

function xmlAttributes(value: unknown, autospace: unknown = true): string {
  if (!isDict(value)) return fail('xmlattr needs a dict')
  const parts = entriesOf(value)
    .filter(([, item]) => item !== null && !(item instanceof Undefined))
    .map(([key, item]) => {
      if (/[\s/>=]/.test(str(key))) fail(`invalid character in attribute name: ${repr(key)}`)
      return `${escapeHtml(str(key))}="${escapeHtml(str(item))}"`
    })
  return (truth(autospace) && parts.length > 0 ? ' ' : '') + parts.join(' ')
}

function urlize(
  value: unknown,
  limit: unknown = null,
  nofollow: unknown = false,
  target: unknown = null,
  rel: unknown = null,
): string {
  const rels = [
    ...new Set([
      ...(rel === null ? [] : str(rel).split(' ')),
      ...(truth(nofollow) ? ['nofollow'] : []),
      'noopener',
    ]),
  ].sort()
  const attributes = ` rel="${escapeHtml(rels.join(' '))}"${target === null ? '' : ` target="${escapeHtml(str(target))}"`}`
  const shorten = (url: string) =>
    limit !== null && url.length > index(limit) ? `${url.slice(0, index(limit))}...` : url
  return escapeHtml(str(value)).replace(
    /(https?:\/\/|www\.)[^\s<>]*[^\s<>.,:)!?;]|[\w.+-]+@[\w-]+(\.[\w-]+)+/g,
    (url, scheme?: string) => {
      if (scheme === undefined) return `<a href="mailto:${url}">${url}</a>`
      return `<a href="${scheme === 'www.' ? 'https://' : ''}${url}"${attributes}>${shorten(url)}</a>`
    },
  )
}
