import { readFileSync } from 'node:fs'
import { excerpt } from '../source/excerpt.ts'
import type { Position } from '../source/position.ts'
import type { Paint } from './colour.ts'
import { sanitize } from './sanitize.ts'

/** ` --> file:line:column` and the lines around it with a caret; the place alone when the file is gone. */
export function placeLines(at: Position | undefined, paint: Paint): string[] {
  if (at === undefined) return []
  const place = paint('verbose', ` --> ${sanitize(at.file)}:${at.line}:${at.column}`)
  return [place, ...excerptOf(at).map((line) => sanitize(line))]
}

function excerptOf(at: Position): string[] {
  try {
    return excerpt(readFileSync(at.file, 'utf8'), at, 1)
  } catch {
    // A position may name no file (`-e`), and showing an error must never fail itself.
    return []
  }
}
