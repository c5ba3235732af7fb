import type { Writer } from './writer.ts'

const BREAK = /[\n\x85\u2028\u2029]/

/** Writes a plain scalar; `split` allows lines to be folded at spaces. */
export function writePlain(out: Writer, text: string, split: boolean): void {
  if (text === '') return
  if (!out.whitespace) out.put(' ')
  out.whitespace = false
  out.indention = false
  for (const [run] of text.matchAll(/ +|[^ ]+/g)) {
    if (run === ' ' && out.column > out.width && split) {
      out.toIndent()
      out.whitespace = false
      out.indention = false
    } else {
      out.put(run)
    }
  }
}

/** Writes a scalar in single quotes. */
export function writeSingleQuoted(out: Writer, text: string, split: boolean): void {
  out.indicator("'", true)
  for (const match of text.matchAll(/ +|[\n\x85\u2028\u2029]+|'|[^ \n\x85\u2028\u2029']+/g)) {
    const [run] = match
    const inside = match.index !== 0 && match.index + run.length !== text.length
    if (run === "'") out.put("''")
    else if (run === ' ' && out.column > out.width && split && inside) out.toIndent()
    else if (BREAK.test(run)) writeBreaks(out, run)
    else out.put(run)
  }
  out.indicator("'", false)
}

// One newline alone would be folded to a space, so there is one more.
function writeBreaks(out: Writer, run: string): void {
  if (run.startsWith('\n')) out.lineBreak()
  for (const char of run) out.lineBreak(char)
  out.toIndent()
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
}

const BARE = /^[\x20\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u

/** Writes a scalar in double quotes, with escapes. */
export function writeDoubleQuoted(out: Writer, text: string, split: boolean): void {
  const chars = Array.from(text)
  out.indicator('"', true)
  let start = 0
  for (let end = 0; end <= chars.length; end++) {
    const char = chars[end]
    if (char === undefined || !BARE.test(char)) {
      out.put(chars.slice(start, end).join(''))
      start = end
      if (char !== undefined) {
        out.put(escapeChar(char))
        start = end + 1
      }
    }
    const foldable = end > 0 && end < chars.length - 1 && (char === ' ' || start >= end)
    if (foldable && split && out.column + (end - start) > out.width) {
      out.put(`${chars.slice(start, end).join('')}\\`)
      start = Math.max(start, end)
      out.toIndent()
      out.whitespace = false
      out.indention = false
      if (chars[start] === ' ') out.put('\\')
    }
  }
  out.indicator('"', false)
}

function escapeChar(char: string): string {
  const short = ESCAPES[char]
  if (short !== undefined) return `\\${short}`
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
