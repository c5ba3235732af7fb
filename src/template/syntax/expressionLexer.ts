import type { Place } from './place.ts'
import { resolveEscapes } from './stringEscapes.ts'
import type { Token } from './token.ts'

const SPACE = /\s+/y
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy
const FLOAT = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y
const INTEGER = /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y
const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y

const CLOSES: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }

/** What ends the expression part: a sticky pattern, tried only outside brackets; null at the source's end. */
export interface Stop {
  readonly pattern: RegExp | null
  readonly literalBackslashes: boolean
}

/** Reads tokens of an expression into `tokens` from `start`; gives the offset where it stopped. */
export function lexExpression(place: Place, start: number, stop: Stop, tokens: Token[]): number {
  const { source } = place
  const open: Token[] = []
  let at = start
  while (at < source.length) {
    if (open.length === 0 && stop.pattern !== null && matchAt(stop.pattern, source, at) !== undefined)
      return at
    const space = matchAt(SPACE, source, at)
    if (space !== undefined) {
      at += space.length
      continue
    }
    const [token, length] = nextToken(place, at, stop, tokens.at(-1))
    balance(place, token, open)
    tokens.push(token)
    at += length
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) {
    throw place.error(unclosed.offset, `'${unclosed.value}' is never closed`)
  }
  return at
}

/** The text that a sticky pattern matches at an offset. */
export function matchAt(pattern: RegExp, source: string, offset: number): string | undefined {
  pattern.lastIndex = offset
  return pattern.exec(source)?.[0]
}

function nextToken(place: Place, offset: number, stop: Stop, previous: Token | undefined): [Token, number] {
  const { source } = place
  // `list.0.1` is two subscripts, not the float 0.1.
  const afterDot = previous?.value === '.' && previous.offset === offset - 1
  const float = afterDot ? undefined : matchAt(FLOAT, source, offset)
  if (float !== undefined) return [{ type: 'float', value: float.replaceAll('_', ''), offset }, float.length]
  const integer = matchAt(INTEGER, source, offset)
  if (integer !== undefined) {
    return [{ type: 'integer', value: integer.replaceAll('_', ''), offset }, integer.length]
  }
  const name = matchAt(NAME, source, offset)
  if (name !== undefined) return [{ type: 'name', value: name, offset }, name.length]
  const string = matchAt(STRING, source, offset)
  if (string !== undefined) {
    const quote = string.charAt(0)
    const inner = string.slice(1, -1)
    return [
      {
        type: 'string',
        value: stop.literalBackslashes ? inner.replaceAll(`\\${quote}`, quote) : resolveEscapes(inner),
        offset,
      },
      string.length,
    ]
  }
  const operator = matchAt(OPERATOR, source, offset)
  if (operator !== undefined) return [{ type: 'operator', value: operator, offset }, operator.length]
  return unexpected(place, offset)
}

function unexpected(place: Place, offset: number): never {
  const char = place.source.charAt(offset)
  if (char === '"' || char === "'") throw place.error(offset, `the string is never closed with ${char}`)
  throw place.error(offset, `unexpected character '${char}'`, { hint: HINTS[char] })
}

const HINTS: Readonly<Record<string, string>> = {
  '&': 'write "and"',
  '!': 'write "not"',
  '?': 'write "a if condition else b"',
  $: 'variables are named without $',
}

function balance(place: Place, token: Token, open: Token[]): void {
  if (token.type !== 'operator') return
  if (CLOSES[token.value] !== undefined) open.push(token)
  if (!')]}'.includes(token.value)) return
  const opened = open.pop()
  if (opened === undefined) {
    const hint = token.value === '}' ? "an expression ends with '}}', a statement with '%}'" : undefined
    throw place.error(token.offset, `unexpected '${token.value}'`, { hint })
  }
  const expected = CLOSES[opened.value]
  if (expected !== token.value) {
    throw place.error(token.offset, `unexpected '${token.value}', expected '${expected}'`)
  }
}
