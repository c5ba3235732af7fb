export type TokenType =
  | 'data'
  | 'begin'
  | 'end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof'

/**
 * A token of a template. `begin` and `end` have the value `block` or `variable`; a string's value is
 * unescaped, a number's is without underscores.
 */
export interface Token {
  readonly type: TokenType
  readonly value: string
  /** Index of its first character in the source. */
  readonly offset: number
}

/** How a token is called in an error. */
export function describe(token: Token): string {
  switch (token.type) {
    case 'eof':
      return 'the end'
    case 'data':
      return 'text'
    case 'begin':
      return token.value === 'block' ? 'a block' : 'a variable'
    case 'end':
      return token.value === 'block' ? 'the end of the block' : 'the end of the expression'
    case 'string':
      return 'a string'
    default:
      return `'${token.value}'`
  }
}
