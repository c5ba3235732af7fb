import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { splitLines } from '../methods/textSplit.ts'
import { fail } from '../python/fault.ts'
import { index } from '../python/number.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { wrap } from './wrap.ts'

/** Filters that lay text out in lines. */
export const layoutFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['indent', bind('width first blank', indent)],
  ['truncate', bind('length killwords end leeway', truncate)],
  ['wordwrap', bind('width break_long_words wrapstring break_on_hyphens', wordwrap)],
])

function indent(value: unknown, width: unknown = 4, first: unknown = false, blank: unknown = false): string {
  const margin = typeof width === 'string' ? width : ' '.repeat(index(width))
  const lines = splitLines(`${str(value)}\n`)
  const text = lines
    .map((line, at) => (at > 0 && (line !== '' || truth(blank)) ? margin + line : line))
    .join('\n')
  return truth(first) ? margin + text : text
}

function truncate(
  value: unknown,
  length: unknown = 255,
  cut: unknown = false,
  end: unknown = '...',
  leeway: unknown = 5,
): string {
  const text = Array.from(str(value))
  const tail = str(end)
  const most = index(length)
  if (most < tail.length) fail(`the length must be at least ${tail.length}, that of the ending`)
  if (text.length <= most + index(leeway ?? 5)) return text.join('')
  const head = text.slice(0, most - tail.length).join('')
  const space = head.lastIndexOf(' ')
  return (truth(cut) || space < 0 ? head : head.slice(0, space)) + tail
}

function wordwrap(
  value: unknown,
  width: unknown = 79,
  breakLong: unknown = true,
  joint: unknown = null,
  hyphens: unknown = true,
): string {
  const newline = joint === null ? '\n' : str(joint)
  return splitLines(str(value))
    .map((line) => wrap(line, index(width), truth(breakLong), truth(hyphens)).join(newline))
    .join(newline)
}
