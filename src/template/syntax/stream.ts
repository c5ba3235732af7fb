import type { Place } from './place.ts'
import { describe, type Token, type TokenType } from './token.ts'

/** The tokens of a template, read one by one. */
export class TokenStream {
  readonly place: Place
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(place: Place, tokens: readonly Token[]) {
    this.place = place
    this.#tokens = tokens
  }

  get current(): Token {
    return this.peek(0)
  }

  peek(ahead: number): Token {
    return this.#tokens[this.#next + ahead] ?? { type: 'eof', value: '', offset: this.place.source.length }
  }

  take(): Token {
    const token = this.current
    this.#next++
    return token
  }

  is(type: TokenType, ...values: readonly string[]): boolean {
    const { current } = this
    return current.type === type && (values.length === 0 || values.includes(current.value))
  }

  /** Takes the current token if it fits. */
  skip(type: TokenType, value: string): boolean {
    if (!this.is(type, value)) return false
    this.#next++
    return true
  }

  expect(type: TokenType, value?: string): Token {
    if (value === undefined ? this.is(type) : this.is(type, value)) return this.take()
    throw this.unexpected(value === undefined ? NAMES[type] : describe({ type, value, offset: 0 }))
  }

  unexpected(wanted?: string): Error {
    const found = describe(this.current)
    const message = wanted === undefined ? `unexpected ${found}` : `expected ${wanted}, found ${found}`
    return this.place.error(this.current.offset, message)
  }
}

const NAMES: Readonly<Record<TokenType, string>> = {
  data: 'text',
  begin: 'a block',
  end: 'the end of the block',
  name: 'a name',
  string: 'a string',
  integer: 'a number',
  float: 'a number',
  operator: 'an operator',
  eof: 'the end',
}
