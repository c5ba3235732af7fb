import { parseExpression } from './expressions.ts'
import type { Parameter, Statement } from './nodes.ts'
import type { StatementReader } from './reader.ts'
import type { TokenStream } from './stream.ts'

export function parseMacro(reader: StatementReader, offset: number): Statement {
  const name = reader.stream.expect('name').value
  const parameters = parseParameters(reader.stream)
  const body = inner(reader, offset, 'macro')
  return { kind: 'macro', macro: { name, parameters, body }, offset }
}

export function parseCallBlock(reader: StatementReader, offset: number): Statement {
  const { stream } = reader
  const parameters = stream.is('operator', '(') ? parseParameters(stream) : []
  const at = stream.current.offset
  const call = parseExpression(stream)
  if (call.kind !== 'call')
    throw stream.place.error(at, 'a call block needs a call, as in {% call name(…) %}')
  return {
    kind: 'call block',
    macro: { name: 'caller', parameters, body: inner(reader, offset, 'call') },
    call,
    offset,
  }
}

// A loop around a macro is not the macro's to break.
function inner(reader: StatementReader, offset: number, name: string): Statement[] {
  const { loops } = reader
  reader.loops = 0
  const { body } = reader.body(offset, name, `end${name}`)
  reader.loops = loops
  reader.stream.skip('name', reader.stream.current.value)
  return body
}

function parseParameters(stream: TokenStream): Parameter[] {
  stream.expect('operator', '(')
  const parameters: Parameter[] = []
  while (!stream.skip('operator', ')')) {
    if (parameters.length > 0) stream.expect('operator', ',')
    const { value: name, offset } = stream.expect('name')
    const fallback = stream.skip('operator', '=') ? parseExpression(stream) : undefined
    if (fallback === undefined && parameters.at(-1)?.fallback !== undefined) {
      throw stream.place.error(
        offset,
        `the parameter '${name}' has no default but stands behind one that has`,
      )
    }
    parameters.push({ name, fallback })
  }
  return parameters
}
