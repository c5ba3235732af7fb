import { PyFloat } from '../python/value.ts'
import { parseArguments } from './arguments.ts'
import type { Args, Expr } from './nodes.ts'
import type { TokenStream } from './stream.ts'

/** The rules of lower precedence, handed down so that each file stands on those below it only. */
export interface Precedence {
  readonly expression: (stream: TokenStream) => Expr
}

const NO_ARGS: Args = { positional: [], named: [], spread: undefined, spreadNamed: undefined }

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
])

/** A literal, a name, or something in brackets. */
export function parsePrimary(stream: TokenStream, rules: Precedence): Expr {
  const { type, value, offset } = stream.current
  switch (type) {
    case 'name':
      return parseName(stream)
    case 'string':
      return parseString(stream)
    case 'integer':
      stream.take()
      return { kind: 'constant', value: integer(value), offset }
    case 'float':
      stream.take()
      return { kind: 'constant', value: float(value), offset }
    default:
      return parseBrackets(stream, rules)
  }
}

const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else'])

function parseName(stream: TokenStream): Expr {
  const { value, offset } = stream.current
  if (RESERVED.has(value)) throw stream.unexpected('an expression')
  stream.take()
  return CONSTANTS.has(value)
    ? { kind: 'constant', value: CONSTANTS.get(value), offset }
    : { kind: 'name', name: value, offset }
}

function parseString(stream: TokenStream): Expr {
  const { offset } = stream.current
  let text = ''
  while (stream.is('string')) text += stream.take().value
  return { kind: 'constant', value: text, offset }
}

function integer(text: string): number | bigint {
  const value = BigInt(text)
  return Number.isSafeInteger(Number(value)) ? Number(value) : value
}

function float(text: string): unknown {
  const value = Number(text)
  return Number.isInteger(value) ? new PyFloat(value) : value
}

function parseBrackets(stream: TokenStream, rules: Precedence): Expr {
  const { offset } = stream.current
  if (stream.skip('operator', '(')) {
    const { items, comma } = parseItems(stream, ')', rules)
    const only = items[0]
    return only !== undefined && !comma ? only : { kind: 'tuple', items, offset }
  }
  if (stream.skip('operator', '['))
    return { kind: 'list', items: parseItems(stream, ']', rules).items, offset }
  if (stream.skip('operator', '{')) return { kind: 'dict', entries: parseEntries(stream, rules), offset }
  throw stream.unexpected('an expression')
}

function parseItems(
  stream: TokenStream,
  close: string,
  rules: Precedence,
): { items: Expr[]; comma: boolean } {
  const items: Expr[] = []
  let comma = false
  while (!stream.skip('operator', close)) {
    items.push(rules.expression(stream))
    if (!stream.skip('operator', ',')) {
      stream.expect('operator', close)
      break
    }
    comma = true
  }
  return { items, comma }
}

function parseEntries(stream: TokenStream, rules: Precedence): [Expr, Expr][] {
  const entries: [Expr, Expr][] = []
  while (!stream.skip('operator', '}')) {
    if (entries.length > 0) {
      stream.expect('operator', ',')
      if (stream.skip('operator', '}')) break
    }
    const key = rules.expression(stream)
    stream.expect('operator', ':')
    entries.push([key, rules.expression(stream)])
  }
  return entries
}

/** `.name`, `[key]` and `(args)` behind a value. */
export function parsePostfix(stream: TokenStream, start: Expr, rules: Precedence): Expr {
  let value = start
  for (;;) {
    if (stream.skip('operator', '.')) value = parseMember(stream, value)
    else if (stream.skip('operator', '[')) value = parseSubscript(stream, value, rules)
    else if (stream.is('operator', '(')) value = parseCall(stream, value, rules)
    else return value
  }
}

function parseMember(stream: TokenStream, value: Expr): Expr {
  const { offset } = value
  if (stream.is('integer')) {
    const token = stream.take()
    return {
      kind: 'item',
      value,
      key: { kind: 'constant', value: integer(token.value), offset: token.offset },
      offset,
    }
  }
  return { kind: 'attribute', value, name: stream.expect('name').value, offset }
}

function parseSubscript(stream: TokenStream, value: Expr, rules: Precedence): Expr {
  const keys: Expr[] = []
  const { offset } = value
  if (stream.is('operator', ']')) throw stream.unexpected('a key')
  for (let last = false; !last; ) {
    const start = stream.is('operator', ':') ? undefined : rules.expression(stream)
    if (stream.is('operator', ':')) {
      const node = parseSlice(stream, value, start, rules)
      stream.expect('operator', ']')
      return node
    }
    if (start !== undefined) keys.push(start)
    last = !stream.skip('operator', ',') || stream.is('operator', ']')
  }
  stream.expect('operator', ']')
  const [key] = keys
  const whole: Expr = keys.length === 1 && key ? key : { kind: 'tuple', items: keys, offset }
  return { kind: 'item', value, key: whole, offset }
}

function parseSlice(stream: TokenStream, value: Expr, start: Expr | undefined, rules: Precedence): Expr {
  const part = () => (stream.is('operator', ':', ']') ? undefined : rules.expression(stream))
  stream.expect('operator', ':')
  const stop = part()
  const step = stream.skip('operator', ':') ? part() : undefined
  return { kind: 'slice', value, start, stop, step, offset: value.offset }
}

function parseCall(stream: TokenStream, value: Expr, rules: Precedence): Expr {
  return { kind: 'call', value, args: parseArguments(stream, rules.expression), offset: value.offset }
}

/** Filters, tests and calls behind a value. */
export function parseSuffixes(stream: TokenStream, start: Expr, rules: Precedence): Expr {
  let value = start
  for (;;) {
    if (stream.skip('operator', '|')) value = parseFilter(stream, value, rules)
    else if (stream.skip('name', 'is')) value = parseTest(stream, value, rules)
    else if (stream.is('operator', '(')) value = parseCall(stream, value, rules)
    else return value
  }
}

/** A filter's name and arguments, the `|` being taken. */
export function parseFilter(stream: TokenStream, value: Expr, rules: Precedence): Expr {
  const { offset } = stream.current
  const name = parseDotted(stream)
  const args = stream.is('operator', '(') ? parseArguments(stream, rules.expression) : NO_ARGS
  return { kind: 'filter', value, name, args, offset }
}

function parseDotted(stream: TokenStream): string {
  let name = stream.expect('name').value
  while (stream.skip('operator', '.')) name += `.${stream.expect('name').value}`
  return name
}

function parseTest(stream: TokenStream, value: Expr, rules: Precedence): Expr {
  const negated = stream.skip('name', 'not')
  const { offset } = stream.current
  const name = parseDotted(stream)
  return { kind: 'test', value, name, args: parseTestArguments(stream, rules), negated, offset }
}

function parseTestArguments(stream: TokenStream, rules: Precedence): Args {
  if (stream.is('operator', '(')) return parseArguments(stream, rules.expression)
  const starts =
    stream.is('string') || stream.is('integer') || stream.is('float') || stream.is('operator', '[', '{')
  const named = stream.is('name') && !stream.is('name', 'else', 'or', 'and', 'if', 'in', 'not')
  if (stream.is('name', 'is'))
    throw stream.place.error(stream.current.offset, 'tests with "is" can not be chained')
  if (!starts && !named) return NO_ARGS
  const argument = parsePostfix(stream, parsePrimary(stream, rules), rules)
  return { ...NO_ARGS, positional: [argument] }
}
