import type { Statement } from './nodes.ts'
import type { TokenStream } from './stream.ts'

/** What the parser of one kind of statement needs to read the statements inside it. */
export interface StatementReader {
  readonly stream: TokenStream
  /** Names of the template blocks seen so far. */
  readonly blocks: Set<string>
  /** How many loops are open. */
  loops: number
  /** Reads up to and including the name of one of the closing tags; `opener` is where the block began. */
  body(opener: number, name: string, ...ends: string[]): { body: Statement[]; end: string }
}
