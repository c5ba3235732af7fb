import { type StructuredPatchHunk, structuredPatch } from 'diff'
import type { Diff } from '../modules/module.ts'
import type { Paint } from './colour.ts'
import { sanitize } from './sanitize.ts'

/** A unified diff with Ansible's headers and an empty line behind it; '' when both sides are equal. */
export function renderDiff(diff: Diff, paint: Paint): string {
  const hunks = structuredPatch('', '', diff.before, diff.after, '', '', { context: 3 }).hunks
  if (hunks.length === 0) return ''
  const lines = [
    header('---', 'before', diff.beforeHeader, paint),
    header('+++', 'after', diff.afterHeader, paint),
    ...hunks.flatMap((hunk) => [
      paint('hunk', rangeLine(hunk)),
      ...hunk.lines.map((line) => body(line, paint)),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

function header(mark: string, side: string, name: string | undefined, paint: Paint): string {
  const text = `${mark} ${name === undefined ? side : `${side}: ${sanitize(name)}`}`
  return paint(mark === '---' ? 'removed' : 'added', text)
}

function rangeLine(hunk: StructuredPatchHunk): string {
  return `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`
}

/** As difflib writes it: a single line without its count, an empty side by the line before it. */
function range(start: number, length: number): string {
  if (length === 1) return String(start)
  return length === 0 ? `${start - 1},0` : `${start},${length}`
}

function body(line: string, paint: Paint): string {
  const text = sanitize(line)
  if (text.startsWith('+')) return paint('added', text)
  return text.startsWith('-') ? paint('removed', text) : text
}
