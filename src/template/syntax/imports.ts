import { parseExpression } from './expressions.ts'
import type { Statement } from './nodes.ts'
import type { StatementReader } from './reader.ts'
import type { TokenStream } from './stream.ts'

export function parseInclude({ stream }: StatementReader, offset: number): Statement {
  const template = parseExpression(stream)
  const next = stream.peek(1)
  const ignoreMissing = stream.is('name', 'ignore') && next.value === 'missing'
  if (ignoreMissing) {
    stream.take()
    stream.take()
  }
  return { kind: 'include', template, ignoreMissing, withContext: parseContext(stream) ?? true, offset }
}

export function parseImport({ stream }: StatementReader, offset: number): Statement {
  const template = parseExpression(stream)
  stream.expect('name', 'as')
  const name = stream.expect('name').value
  return { kind: 'import', template, name, withContext: parseContext(stream) ?? false, offset }
}

export function parseFrom({ stream }: StatementReader, offset: number): Statement {
  const template = parseExpression(stream)
  stream.expect('name', 'import')
  const names: { name: string; as: string }[] = []
  let withContext: boolean | undefined
  while (!stream.is('end')) {
    withContext = parseContext(stream)
    if (withContext !== undefined) break
    const { value: name, offset: at } = stream.expect('name')
    if (name.startsWith('_')) {
      throw stream.place.error(
        at,
        `'${name}' can not be imported: names with a leading underscore are private`,
      )
    }
    names.push({ name, as: stream.skip('name', 'as') ? stream.expect('name').value : name })
    if (!stream.skip('operator', ',')) {
      withContext = parseContext(stream)
      break
    }
  }
  if (names.length === 0) throw stream.unexpected('a name to import')
  return { kind: 'from', template, names, withContext: withContext ?? false, offset }
}

export function parseExtends({ stream }: StatementReader, offset: number): Statement {
  return { kind: 'extends', template: parseExpression(stream), offset }
}

// `with context` or `without context`, if it stands here.
function parseContext(stream: TokenStream): boolean | undefined {
  if (!stream.is('name', 'with', 'without') || stream.peek(1).value !== 'context') return undefined
  const { value } = stream.take()
  stream.take()
  return value === 'with'
}
