import type { Position } from './position.ts'

/**
 * The lines around a position, numbered, with a caret under the marked text; for error messages.
 * @param text the file's text
 * @param context lines shown before and after; tabs become one space so that the caret stays in place
 */
export function excerpt(text: string, at: Position, context = 1): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  if (lines.length > 1 && lines.at(-1) === '') lines.pop()
  const first = Math.max(1, at.line - context)
  const last = Math.min(lines.length, at.line + context)
  const width = String(last).length
  const shown: string[] = []
  for (let number = first; number <= last; number++) {
    const line = visible(lines[number - 1] ?? '')
    shown.push(`${String(number).padStart(width)} | ${line}`.trimEnd())
    if (number === at.line) shown.push(`${' '.repeat(width)} | ${caret(at, line)}`)
  }
  return shown
}

function caret(at: Position, line: string): string {
  const end = Math.min(at.endColumn ?? at.column + 1, line.length + 1)
  return ' '.repeat(at.column - 1) + '^'.repeat(Math.max(1, end - at.column))
}

function visible(line: string): string {
  return line.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g, ' ')
}
