import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { formatBraces } from '../python/formatBraces.ts'
import { iterate, len } from '../python/iterate.ts'
import { index } from '../python/number.ts'
import { truth } from '../python/truth.ts'
import { isList, Tuple, typeName } from '../python/value.ts'
import { capitalize, isTitle, swapCase, title } from './textCase.ts'
import { split, splitLines, strip } from './textSplit.ts'

/** Methods of str. */
export const textMethods: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['upper', of('', (text) => text.toUpperCase())],
  ['lower', of('', (text) => text.toLowerCase())],
  ['casefold', of('', (text) => text.replaceAll('ß', 'ss').toLowerCase())],
  ['title', of('', title)],
  ['capitalize', of('', capitalize)],
  ['swapcase', of('', swapCase)],
  ['strip', of('chars', (text, chars = null) => strip(text, chars, 'both'))],
  ['lstrip', of('chars', (text, chars = null) => strip(text, chars, 'left'))],
  ['rstrip', of('chars', (text, chars = null) => strip(text, chars, 'right'))],
  ['split', of('sep maxsplit', (text, sep = null, max = -1) => split(text, sep, index(max), false))],
  ['rsplit', of('sep maxsplit', (text, sep = null, max = -1) => split(text, sep, index(max), true))],
  ['splitlines', of('keepends', (text, keep = false) => splitLines(text, truth(keep)))],
  ['join', of('items', join)],
  [
    'replace',
    of('old new count', (text, old, by, count = -1) => replace(text, wanted(old), wanted(by), count)),
  ],
  [
    'startswith',
    of('prefix start end', (text, prefix, from, to) =>
      anyOf(prefix, (p) => part(text, from, to).startsWith(p)),
    ),
  ],
  [
    'endswith',
    of('suffix start end', (text, suffix, from, to) =>
      anyOf(suffix, (s) => part(text, from, to).endsWith(s)),
    ),
  ],
  [
    'removeprefix',
    of('prefix', (text, p) => (text.startsWith(wanted(p)) ? text.slice(wanted(p).length) : text)),
  ],
  ['removesuffix', of('suffix', (text, s) => removeSuffix(text, wanted(s)))],
  ['find', of('sub start end', (text, sub, from, to) => find(text, sub, from, to))],
  ['rfind', of('sub start end', (text, sub, from, to) => find(text, sub, from, to, true))],
  ['index', of('sub start end', (text, sub, from, to) => found(find(text, sub, from, to)))],
  ['rindex', of('sub start end', (text, sub, from, to) => found(find(text, sub, from, to, true)))],
  ['count', of('sub start end', (text, sub, from, to) => count(part(text, from, to), wanted(sub)))],
  ['partition', of('sep', (text, sep) => partition(text, wanted(sep), text.indexOf(wanted(sep)), false))],
  ['rpartition', of('sep', (text, sep) => partition(text, wanted(sep), text.lastIndexOf(wanted(sep)), true))],
  ['center', of('width fill', (text, width, fill = ' ') => center(text, index(width), wanted(fill)))],
  ['ljust', of('width fill', (text, width, fill = ' ') => text + padding(text, width, fill))],
  ['rjust', of('width fill', (text, width, fill = ' ') => padding(text, width, fill) + text)],
  ['zfill', of('width', zfill)],
  ['expandtabs', of('tabsize', (text, size = 8) => expandTabs(text, index(size)))],
  ['encode', of('encoding errors', (text) => text)],
  ['decode', of('encoding errors', (text) => text)],
  ['translate', of('table', translate)],
  ['format', (value, args, named) => formatBraces(wanted(value), args, named ?? {})],
  [
    'format_map',
    of('mapping', (text, mapping) => formatBraces(text, [], mapping as Record<string, unknown>)),
  ],
  ['isdigit', of('', (text) => /^[\p{Nd}\p{No}]+$/u.test(text))],
  ['isdecimal', of('', (text) => /^\p{Nd}+$/u.test(text))],
  ['isnumeric', of('', (text) => /^\p{N}+$/u.test(text))],
  ['isalpha', of('', (text) => /^\p{L}+$/u.test(text))],
  ['isalnum', of('', (text) => /^[\p{L}\p{N}]+$/u.test(text))],
  ['isspace', of('', (text) => /^[\s\x1c-\x1f\x85]+$/.test(text))],
  ['isupper', of('', (text) => text !== text.toLowerCase() && text === text.toUpperCase())],
  ['islower', of('', (text) => text !== text.toUpperCase() && text === text.toLowerCase())],
  ['istitle', of('', isTitle)],
  ['isidentifier', of('', (text) => /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text))],
  ['isascii', of('', (text) => /^[\x00-\x7f]*$/.test(text))],
  ['isprintable', of('', (text) => /^(?:[^\p{C}\p{Z}]| )*$/u.test(text))],
])

function of(params: string, body: (text: string, ...args: unknown[]) => unknown): FilterFn {
  return bind(params, (value, ...args) => body(wanted(value), ...args))
}

function wanted(value: unknown): string {
  return typeof value === 'string' ? value : fail(`a string is needed, not ${typeName(value)}`)
}

function join(separator: string, items: unknown): string {
  return iterate(items)
    .map((item, at) =>
      typeof item === 'string'
        ? item
        : fail(`sequence item ${at}: expected str instance, ${typeName(item)} found`, 'use the join filter'),
    )
    .join(separator)
}

function replace(text: string, old: string, by: string, count: unknown): string {
  const most = index(count)
  if (most < 0)
    return old === '' ? by + Array.from(text, (char) => char + by).join('') : text.replaceAll(old, () => by)
  const parts = text.split(old)
  const head = parts.slice(0, most + 1).join(by)
  return parts.length <= most + 1 ? head : head + old + parts.slice(most + 1).join(old)
}

function anyOf(affix: unknown, matches: (affix: string) => boolean): boolean {
  return isList(affix) ? affix.some((one) => matches(wanted(one))) : matches(wanted(affix))
}

function part(text: string, from: unknown, to: unknown): string {
  return text.slice(from == null ? 0 : index(from), to == null ? text.length : index(to))
}

function removeSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
}

function find(text: string, sub: unknown, from: unknown, to: unknown, last = false): number {
  const start = from == null ? 0 : index(from)
  const offset = start < 0 ? Math.max(0, start + text.length) : start
  const inside = part(text, offset, to)
  const at = last ? inside.lastIndexOf(wanted(sub)) : inside.indexOf(wanted(sub))
  return at < 0 ? -1 : at + offset
}

function found(place: number): number {
  return place < 0 ? fail('substring not found') : place
}

function count(text: string, sub: string): number {
  return sub === '' ? len(text) + 1 : text.split(sub).length - 1
}

function partition(text: string, separator: string, at: number, last: boolean): Tuple {
  if (at < 0) return Tuple.make(last ? ['', '', text] : [text, '', ''])
  return Tuple.make([text.slice(0, at), separator, text.slice(at + separator.length)])
}

/** Text in the middle of a width; an odd space goes to the left when the width is odd, as in Python. */
export function center(text: string, width: number, fill = ' '): string {
  const spaces = width - len(text)
  if (spaces <= 0) return text
  const left = Math.floor(spaces / 2) + (spaces & width & 1)
  return fill.repeat(left) + text + fill.repeat(spaces - left)
}

function padding(text: string, width: unknown, fill: unknown): string {
  return wanted(fill).repeat(Math.max(0, index(width) - len(text)))
}

function zfill(text: string, width: unknown): string {
  const sign = /^[-+]/.test(text) ? text.charAt(0) : ''
  return sign + '0'.repeat(Math.max(0, index(width) - len(text))) + text.slice(sign.length)
}

function expandTabs(text: string, size: number): string {
  return text
    .split('\n')
    .map((line) =>
      line.split('\t').reduce((done, next) => done + ' '.repeat(size - (done.length % size)) + next),
    )
    .join('\n')
}

function translate(text: string, table: unknown): string {
  if (!(table instanceof Map)) return text
  return Array.from(text, (char) => {
    const to: unknown = table.get(char.codePointAt(0))
    if (to === null) return ''
    return typeof to === 'number' ? String.fromCodePoint(to) : typeof to === 'string' ? to : char
  }).join('')
}
