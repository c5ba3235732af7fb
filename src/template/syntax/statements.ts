import { parseFilterChain, parseSet, parseTarget, parseWith } from './assignments.ts'
import { parseExpression, parseTuple } from './expressions.ts'
import { parseExtends, parseFrom, parseImport, parseInclude } from './imports.ts'
import { parseCallBlock, parseMacro } from './macros.ts'
import type { Expr, Statement } from './nodes.ts'
import type { StatementReader } from './reader.ts'
import type { TokenStream } from './stream.ts'

/** The statements of a whole template. */
export function parseTemplate(stream: TokenStream): Statement[] {
  return new Parser(stream).all()
}

const STATEMENTS: Readonly<Record<string, (reader: StatementReader, offset: number) => Statement>> = {
  if: parseIf,
  for: parseFor,
  set: parseSet,
  with: parseWith,
  macro: parseMacro,
  call: parseCallBlock,
  filter: parseFilterBlock,
  autoescape: parseAutoescape,
  do: (reader, offset) => ({ kind: 'do', value: parseTuple(reader.stream), offset }),
  print: (reader, offset) => ({ kind: 'print', value: parseTuple(reader.stream), offset }),
  break: (reader, offset) => loopControl(reader, 'break', offset),
  continue: (reader, offset) => loopControl(reader, 'continue', offset),
  include: parseInclude,
  import: parseImport,
  from: parseFrom,
  extends: parseExtends,
  block: parseBlock,
}

class Parser implements StatementReader {
  readonly stream: TokenStream
  readonly blocks = new Set<string>()
  loops = 0

  constructor(stream: TokenStream) {
    this.stream = stream
  }

  all(): Statement[] {
    return this.#until([])
  }

  body(opener: number, name: string, ...ends: string[]): { body: Statement[]; end: string } {
    this.#endOfTag()
    const body = this.#until(ends)
    if (this.stream.is('eof')) {
      throw this.stream.place.error(opener, `'${name}' is never closed with '${ends.at(-1)}'`)
    }
    return { body, end: this.stream.take().value }
  }

  // Leaves the stream at the name of the closing tag, or at the end.
  #until(ends: readonly string[]): Statement[] {
    const body: Statement[] = []
    const { stream } = this
    while (!stream.is('eof')) {
      if (stream.is('data')) {
        const { value: text, offset } = stream.take()
        body.push({ kind: 'text', text, offset })
      } else if (stream.is('begin', 'variable')) {
        body.push(this.#print())
      } else {
        const { offset } = stream.expect('begin')
        if (stream.is('name', ...ends) && ends.length > 0) return body
        body.push(this.#statement(offset, ends))
      }
    }
    return body
  }

  #print(): Statement {
    const { stream } = this
    const { offset } = stream.take()
    if (stream.is('end')) throw stream.unexpected('an expression')
    const value = parseTuple(stream)
    stream.expect('end')
    return { kind: 'print', value, offset }
  }

  #statement(offset: number, ends: readonly string[]): Statement {
    const { stream } = this
    const name = stream.expect('name')
    const parse = Object.hasOwn(STATEMENTS, name.value) ? STATEMENTS[name.value] : undefined
    if (parse === undefined) throw unknownStatement(stream, name.value, name.offset, ends)
    const statement = parse(this, offset)
    this.#endOfTag()
    return statement
  }

  #endOfTag(): void {
    this.stream.expect('end', 'block')
  }
}

function unknownStatement(stream: TokenStream, name: string, offset: number, ends: readonly string[]): Error {
  const closing = ends.filter((end) => end.startsWith('end')).at(-1)
  const wanted = closing === undefined ? undefined : `the open block is closed with '${closing}'`
  if (name.startsWith('end') || name === 'else' || name === 'elif') {
    return stream.place.error(offset, `'${name}' does not close or continue any open block`, { hint: wanted })
  }
  return stream.place.error(offset, `there is no statement '${name}'`, { hint: wanted })
}

function parseIf(reader: StatementReader, offset: number): Statement {
  const branches: { test: Expr; body: readonly Statement[] }[] = []
  for (;;) {
    const test = parseTuple(reader.stream, false)
    const { body, end } = reader.body(offset, 'if', 'elif', 'else', 'endif')
    branches.push({ test, body })
    if (end === 'elif') continue
    const otherwise = end === 'else' ? reader.body(offset, 'if', 'endif').body : []
    return { kind: 'if', branches, otherwise, offset }
  }
}

function parseFor(reader: StatementReader, offset: number): Statement {
  const { stream } = reader
  const target = parseTarget(stream, ['in'])
  stream.expect('name', 'in')
  const items = parseTuple(stream, false, (s) => s.is('end') || s.is('name', 'recursive'))
  const filter = stream.skip('name', 'if') ? parseExpression(stream) : undefined
  const recursive = stream.skip('name', 'recursive')
  reader.loops++
  const { body, end } = reader.body(offset, 'for', 'else', 'endfor')
  reader.loops--
  const otherwise = end === 'else' ? reader.body(offset, 'for', 'endfor').body : []
  return { kind: 'for', target, items, filter, recursive, body, otherwise, offset }
}

function loopControl(reader: StatementReader, kind: 'break' | 'continue', offset: number): Statement {
  if (reader.loops === 0) throw reader.stream.place.error(offset, `'${kind}' stands outside of any loop`)
  return { kind, offset }
}

function parseFilterBlock(reader: StatementReader, offset: number): Statement {
  const filter = parseFilterChain(reader.stream, { kind: 'body', offset }, true)
  const { body } = reader.body(offset, 'filter', 'endfilter')
  return { kind: 'filter block', filter, body, offset }
}

function parseAutoescape(reader: StatementReader, offset: number): Statement {
  parseExpression(reader.stream)
  return { kind: 'group', body: reader.body(offset, 'autoescape', 'endautoescape').body, offset }
}

function parseBlock(reader: StatementReader, offset: number): Statement {
  const { stream } = reader
  const { value: name, offset: at } = stream.expect('name')
  if (reader.blocks.has(name)) throw stream.place.error(at, `the block '${name}' is defined twice`)
  reader.blocks.add(name)
  const scoped = stream.skip('name', 'scoped')
  const required = stream.skip('name', 'required')
  const { body } = reader.body(offset, 'block', 'endblock')
  stream.skip('name', name)
  return { kind: 'block', name, scoped, required, body, offset }
}
