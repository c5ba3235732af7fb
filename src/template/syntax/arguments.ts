import type { Args, Argument, Expr } from './nodes.ts'
import type { TokenStream } from './stream.ts'

/** Parses `(a, b, *c, name=d, **e)`, the bracket being the current token. */
export function parseArguments(stream: TokenStream, expression: (stream: TokenStream) => Expr): Args {
  stream.expect('operator', '(')
  const positional: Expr[] = []
  const named: Argument[] = []
  let spread: Expr | undefined
  let spreadNamed: Expr | undefined
  for (let first = true; !stream.skip('operator', ')'); first = false) {
    if (!first) {
      stream.expect('operator', ',')
      if (stream.skip('operator', ')')) break
    }
    if (stream.skip('operator', '*')) {
      spread = expression(stream)
    } else if (stream.skip('operator', '**')) {
      spreadNamed = expression(stream)
    } else if (isKeyword(stream)) {
      named.push(keyword(stream, expression))
    } else {
      if (named.length > 0) throw stream.place.error(stream.current.offset, AFTER_KEYWORD)
      positional.push(expression(stream))
    }
  }
  return { positional, named, spread, spreadNamed }
}

const AFTER_KEYWORD = 'a positional argument stands behind a keyword argument'

function isKeyword(stream: TokenStream): boolean {
  const next = stream.peek(1)
  return stream.is('name') && next.type === 'operator' && next.value === '='
}

function keyword(stream: TokenStream, expression: (stream: TokenStream) => Expr): Argument {
  const { value: name } = stream.take()
  stream.take()
  return { name, value: expression(stream) }
}
