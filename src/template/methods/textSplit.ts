import { fail } from '../python/fault.ts'
import { typeName } from '../python/value.ts'

/** str.split and str.rsplit; a separator of null splits at runs of white space. */
export function split(text: string, separator: unknown, most: number, fromRight: boolean): string[] {
  if (separator === null) return splitSpace(text, most, fromRight)
  if (typeof separator !== 'string') fail(`must be str or None, not ${typeName(separator)}`)
  if (separator === '') fail('empty separator')
  const parts = text.split(separator)
  if (most < 0 || parts.length <= most + 1) return parts
  return fromRight
    ? [parts.slice(0, parts.length - most).join(separator), ...parts.slice(parts.length - most)]
    : [...parts.slice(0, most), parts.slice(most).join(separator)]
}

function splitSpace(text: string, most: number, fromRight: boolean): string[] {
  const words = [...text.matchAll(/\S+/g)]
  if (most < 0 || words.length <= most + 1) return words.map(([word]) => word)
  if (fromRight) {
    const last = words[words.length - most - 1]
    const head = text.slice(0, (last?.index ?? 0) + (last?.[0].length ?? 0))
    return [head, ...words.slice(words.length - most).map(([word]) => word)]
  }
  return [...words.slice(0, most).map(([word]) => word), text.slice(words[most]?.index)]
}

/** str.splitlines: at any line end that Unicode knows, none after the last. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = []
  const pattern = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g
  let start = 0
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length
    lines.push(text.slice(start, keepEnds ? end : match.index))
    start = end
  }
  if (start < text.length) lines.push(text.slice(start))
  return lines
}

/** str.strip and its one-sided forms; `chars` of null means white space. */
export function strip(text: string, chars: unknown, side: 'left' | 'right' | 'both'): string {
  if (chars !== null && typeof chars !== 'string')
    fail(`strip arg must be None or str, not ${typeName(chars)}`)
  const drop = chars === null ? undefined : new Set(chars)
  const gone = (char: string | undefined) =>
    char !== undefined && (drop === undefined ? /[\s\x1c-\x1f\x85]/.test(char) : drop.has(char))
  const all = Array.from(text)
  let start = 0
  let end = all.length
  if (side !== 'right') while (start < end && gone(all[start])) start++
  if (side !== 'left') while (end > start && gone(all[end - 1])) end--
  return all.slice(start, end).join('')
}
