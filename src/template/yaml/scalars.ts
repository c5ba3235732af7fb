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
  '\u2028': 'L',
  '\u2029': 'P',
}

const BARE = /^[\x20\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u

/** Writes a scalar in double quotes, with escapes. */
export function writeDoubleQuoted(out: Writer, text: string, split: boolean): void {
  out.indicator('"', true)
  const chars = Array.from(text)
  for (const [at, char] of chars.entries()) {
    const inside = at > 0 && at < chars.length - 1 && chars[at - 1] !== ' '
    if (char === ' ' && split && inside && out.column > out.width) {
      out.toIndent()
      // The new line would lose a space that it begins with.
      if (chars[at + 1] === ' ') out.put('\\')
    } else {
      out.put(BARE.test(char) ? char : escapeChar(char))
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
