import type { LineCounter, Scalar } from 'yaml'
import type { Position } from './position.ts'
import type { Vault } from './vault.ts'

/** What turns offsets in a YAML text into positions. */
export interface Places {
  readonly file: string
  readonly source: string
  readonly counter: LineCounter
  /** Opens what is tagged `!vault`. */
  readonly vault: Vault
}

/** The position of an offset; marked up to `end` when that is on the same line. */
export function placeAt(places: Places, start: number, end?: number): Position {
  const from = places.counter.linePos(start)
  const at = { file: places.file, line: from.line, column: from.col }
  if (end === undefined || end <= start + 1) return at
  const to = places.counter.linePos(end)
  return to.line === from.line ? { ...at, endColumn: to.col } : at
}

/** The position of a scalar, with the place of its first character when that is another. */
export function withTextStart(at: Position, node: Scalar, places: Places): Position {
  const { line, column } = at
  if (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') {
    return { ...at, content: { line, column: column + 1, indent: 0 } }
  }
  if (node.type !== 'BLOCK_LITERAL') return at
  const first = /(?:[ ]*\n)*( *)/y
  first.lastIndex = places.source.indexOf('\n', node.range?.[0] ?? 0) + 1
  const indent = first.exec(places.source)?.[1]?.length ?? 0
  return { ...at, content: { line: line + 1, column: indent + 1, indent } }
}
