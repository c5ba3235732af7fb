import { parseExpression, parseTuple } from './expressions.ts'
import type { Expr, Statement, Target } from './nodes.ts'
import { parseFilter } from './primary.ts'
import type { StatementReader } from './reader.ts'
import type { TokenStream } from './stream.ts'

/** `set a = …`, `set a, b = …`, `set ns.a = …` and the block form `set a | filter`. */
export function parseSet(reader: StatementReader, offset: number): Statement {
  const { stream } = reader
  const target = parseTarget(stream, [])
  if (stream.skip('operator', '=')) return { kind: 'set', target, value: parseTuple(stream), offset }
  const filter = stream.is('operator', '|')
    ? parseFilterChain(stream, { kind: 'body', offset }, false)
    : undefined
  if (!stream.is('end')) throw stream.unexpected("'='")
  return { kind: 'set block', target, filter, body: reader.body(offset, 'set', 'endset').body, offset }
}

/** Filters applied one after the other; the first needs no `|` in a filter block. */
export function parseFilterChain(stream: TokenStream, start: Expr, bareFirst: boolean): Expr {
  const rules = { expression: parseExpression }
  let value = bareFirst ? parseFilter(stream, start, rules) : start
  while (stream.skip('operator', '|')) value = parseFilter(stream, value, rules)
  return value
}

export function parseWith(reader: StatementReader, offset: number): Statement {
  const { stream } = reader
  const pairs: [Target, Expr][] = []
  while (!stream.is('end')) {
    if (pairs.length > 0) stream.expect('operator', ',')
    const target = parseName(stream)
    stream.expect('operator', '=')
    pairs.push([target, parseExpression(stream)])
  }
  return { kind: 'with', pairs, body: reader.body(offset, 'with', 'endwith').body, offset }
}

/** A name, a tuple of names (in brackets or not), or a member of a namespace. */
export function parseTarget(stream: TokenStream, ends: readonly string[]): Target {
  const { offset } = stream.current
  const items: Target[] = []
  let comma = false
  do {
    if (
      items.length > 0 &&
      (stream.is('operator', '=', ')') || (ends.length > 0 && stream.is('name', ...ends)))
    )
      break
    items.push(parseOneTarget(stream))
    comma ||= stream.is('operator', ',')
  } while (stream.skip('operator', ','))
  const [only] = items
  return !comma && only ? only : { kind: 'tuple', items, offset }
}

function parseOneTarget(stream: TokenStream): Target {
  if (stream.skip('operator', '(')) {
    const target = parseTarget(stream, [])
    stream.expect('operator', ')')
    return target
  }
  return parseName(stream)
}

const CONSTANTS: ReadonlySet<string> = new Set([
  'true',
  'false',
  'none',
  'True',
  'False',
  'None',
  'not',
  'in',
  'is',
  'and',
  'or',
  'if',
  'else',
])

function parseName(stream: TokenStream): Target {
  const { value: name, offset } = stream.expect('name')
  if (CONSTANTS.has(name)) throw stream.place.error(offset, `'${name}' can not be assigned to`)
  if (!stream.skip('operator', '.')) return { kind: 'name', name, offset }
  return { kind: 'member', object: name, name: stream.expect('name').value, offset }
}
