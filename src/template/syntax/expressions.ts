import type { CompareOperator, Expr } from './nodes.ts'
import { type Precedence, parsePostfix, parsePrimary, parseSuffixes } from './primary.ts'
import type { TokenStream } from './stream.ts'

/** Parses one expression, by Jinja2's order of operators. */
export function parseExpression(stream: TokenStream, allowCondition = true): Expr {
  return allowCondition ? parseCondition(stream) : parseOr(stream)
}

/** Parses `a` or `a, b, …`, the latter as a tuple. */
export function parseTuple(stream: TokenStream, allowCondition = true, isEnd = atEnd): Expr {
  const { offset } = stream.current
  const items: Expr[] = []
  let isTuple = false
  while (!isEnd(stream)) {
    items.push(parseExpression(stream, allowCondition))
    if (!stream.skip('operator', ',')) break
    isTuple = true
  }
  const only = items[0]
  if (!isTuple && only !== undefined) return only
  if (items.length === 0) throw stream.unexpected('an expression')
  return { kind: 'tuple', items, offset }
}

function atEnd(stream: TokenStream): boolean {
  return stream.is('end') || stream.is('eof') || stream.is('operator', ')')
}

const precedence: Precedence = { expression: parseExpression }

function parseCondition(stream: TokenStream): Expr {
  const { offset } = stream.current
  let value = parseOr(stream)
  while (stream.skip('name', 'if')) {
    const test = parseOr(stream)
    const otherwise = stream.skip('name', 'else') ? parseCondition(stream) : undefined
    value = { kind: 'condition', test, then: value, otherwise, offset }
  }
  return value
}

function parseOr(stream: TokenStream): Expr {
  let left = parseAnd(stream)
  while (stream.skip('name', 'or')) {
    left = { kind: 'or', left, right: parseAnd(stream), offset: left.offset }
  }
  return left
}

function parseAnd(stream: TokenStream): Expr {
  let left = parseNot(stream)
  while (stream.skip('name', 'and')) {
    left = { kind: 'and', left, right: parseNot(stream), offset: left.offset }
  }
  return left
}

function parseNot(stream: TokenStream): Expr {
  const { offset } = stream.current
  if (stream.skip('name', 'not')) return { kind: 'unary', operator: 'not', value: parseNot(stream), offset }
  return parseCompare(stream)
}

function parseCompare(stream: TokenStream): Expr {
  const first = parseSum(stream)
  const rest: { operator: CompareOperator; value: Expr }[] = []
  for (let operator = takeComparison(stream); operator !== undefined; operator = takeComparison(stream)) {
    rest.push({ operator, value: parseSum(stream) })
  }
  return rest.length === 0 ? first : { kind: 'compare', first, rest, offset: first.offset }
}

function takeComparison(stream: TokenStream): CompareOperator | undefined {
  if (stream.is('operator', '==', '!=', '<', '<=', '>', '>=')) return stream.take().value as CompareOperator
  if (stream.skip('name', 'in')) return 'in'
  const next = stream.peek(1)
  if (stream.is('name', 'not') && next.type === 'name' && next.value === 'in') {
    stream.take()
    stream.take()
    return 'not in'
  }
  return undefined
}

function parseSum(stream: TokenStream): Expr {
  let left = parseConcat(stream)
  while (stream.is('operator', '+', '-')) {
    const operator = stream.take().value as '+' | '-'
    left = { kind: 'binary', operator, left, right: parseConcat(stream), offset: left.offset }
  }
  return left
}

function parseConcat(stream: TokenStream): Expr {
  const parts = [parseProduct(stream)]
  while (stream.skip('operator', '~')) parts.push(parseProduct(stream))
  const [first] = parts
  return parts.length === 1 && first ? first : { kind: 'concat', parts, offset: first?.offset ?? 0 }
}

function parseProduct(stream: TokenStream): Expr {
  let left = parsePower(stream)
  while (stream.is('operator', '*', '/', '//', '%')) {
    const operator = stream.take().value as '*' | '/' | '//' | '%'
    left = { kind: 'binary', operator, left, right: parsePower(stream), offset: left.offset }
  }
  return left
}

// Left to right, unlike Python: Jinja2 reads 2 ** 3 ** 2 as 64.
function parsePower(stream: TokenStream): Expr {
  let left = parseUnary(stream)
  while (stream.skip('operator', '**')) {
    left = { kind: 'binary', operator: '**', left, right: parseUnary(stream), offset: left.offset }
  }
  return left
}

function parseUnary(stream: TokenStream, withFilters = true): Expr {
  const { offset } = stream.current
  let value: Expr
  if (stream.is('operator', '-', '+')) {
    const operator = stream.take().value as '-' | '+'
    value = { kind: 'unary', operator, value: parseUnary(stream, false), offset }
  } else {
    value = parsePrimary(stream, precedence)
  }
  value = parsePostfix(stream, value, precedence)
  return withFilters ? parseSuffixes(stream, value, precedence) : value
}
