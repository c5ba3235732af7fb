import type { LineCounter } from 'yaml'
import type { Position } from './position.ts'

/** What turns offsets in a YAML text into positions. */
export interface Places {
  readonly file: string
  readonly source: string
  readonly counter: LineCounter
}

/** The position of an offset; marked up to `end` when that is on the same line. */
export function placeAt(places: Places, start: number, end?: number): Position {
  const from = places.counter.linePos(start)
  const at = { file: places.file, line: from.line, column: from.col }
  if (end === undefined || end <= start + 1) return at
  const to = places.counter.linePos(end)
  return to.line === from.line ? { ...at, endColumn: to.col } : at
}
