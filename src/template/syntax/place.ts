import { type ErrorDetails, StackError } from '../../errors.ts'
import type { Position } from '../../source/position.ts'

/** Turns offsets in a template's source into positions in the user's file. */
export class Place {
  readonly source: string
  readonly #at: Position

  /** `at` is where the source's first character stands. */
  constructor(source: string, at: Position = { file: '<template>', line: 1, column: 1 }) {
    this.source = source
    this.#at = at
  }

  get file(): string {
    return this.#at.file
  }

  position(offset: number): Position {
    const before = this.source.slice(0, offset)
    const line = before.split('\n').length - 1
    const column = offset - before.lastIndexOf('\n')
    const { file, content } = this.#at
    const start = content ?? { ...this.#at, indent: 0 }
    if (line > 0) return { file, line: start.line + line, column: column + start.indent }
    return { file, line: start.line, column: start.column + column - 1 }
  }

  /** A syntax error at an offset. */
  error(offset: number, message: string, details: ErrorDetails = {}): StackError {
    return new StackError('syntax', message, { at: this.position(offset), ...details })
  }
}
