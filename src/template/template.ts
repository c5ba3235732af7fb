import type { Position } from '../source/position.ts'
import { compile } from './compile/expression.ts'
import { renderProgram, runOf } from './compile/inheritance.ts'
import { locate } from './compile/unit.ts'
import type { Environment } from './environment.ts'
import { Frame, type Program } from './frame.ts'
import { settled } from './isolated.ts'
import { checkDefined } from './native.ts'
import { type Locate, Output } from './output.ts'
import { type Parsed, parseSource, programOf, type SourceOptions, unitOf } from './program.ts'
import type { Scope } from './scope.ts'
import { parseExpression } from './syntax/expressions.ts'
import { lexBare } from './syntax/lexer.ts'
import { Place } from './syntax/place.ts'
import { TokenStream } from './syntax/stream.ts'
import { mutates } from './syntax/walk.ts'

/** A compiled template; rendering it changes nothing in it. */
export interface Template {
  readonly source: string
  /** Variables that it may look up, told from its text. */
  readonly names: ReadonlySet<string>
  /** Its text. Throws `undefined` or `template` with a position, or whatever the scope throws. */
  render(scope: Scope): string
  /** Its value: that of the expression when it is one `{{ expression }}`, else its text. */
  evaluate(scope: Scope): unknown
}

/** A compiled expression, as in `when`. */
export interface Expression {
  readonly source: string
  readonly names: ReadonlySet<string>
  /** Its value, never an `Undefined`: that throws. */
  evaluate(scope: Scope): unknown
}

export interface ExpressionOptions {
  readonly environment: Environment
  /** Where the source's first character stands. */
  readonly at?: Position | undefined
}

export interface TemplateOptions extends SourceOptions {}

/** Compiles a template. Throws `syntax` or `unknown` (a filter or test), with the position in the template. */
export function compileTemplate(source: string, options: TemplateOptions): Template {
  const parsed = parseSource(source, options)
  if (isPlain(source, parsed))
    return { source, names: new Set(), render: () => source, evaluate: () => source }
  const unit = unitOf(parsed.place, options, parsed.body)
  const program = programOf(unit, parsed.body)
  const { finish, newlines } = ending(parsed)
  const check = isPath(parsed) ? 0 : DEEP
  const run = (scope: Scope): Output => {
    const out = new Output()
    renderProgram(program, runOf(program, options.environment, scope), out)
    return out
  }
  return {
    source,
    names: unit.names,
    render: (scope) => finish(run(scope).text()),
    evaluate: (scope) => {
      const out = run(scope)
      const single = out.single()
      if (single === undefined) return finish(out.text())
      checkLocated(single.value, check, single.locate)
      // A block scalar's last newline makes a number text, but not a list or a dict.
      const isText = typeof single.value === 'string' || (newlines > 0 && isScalar(single.value))
      if (isText) return finish(out.text())
      return program.mutates ? settled(single.value) : single.value
    },
  }
}

/** Compiles a bare expression. Throws as `compileTemplate` does. */
export function compileExpression(source: string, options: ExpressionOptions): Expression {
  const place = new Place(source, options.at)
  const stream = new TokenStream(place, lexBare(place))
  const node = parseExpression(stream)
  stream.expect('eof')
  const unit = { ...unitOf(place, options, []), mutates: mutates(node) }
  const evaluate = compile(unit, node)
  const blame = locate(unit, node.offset)
  const empty: Program = { file: place.file, emit: () => 0, blocks: new Map(), mutates: unit.mutates }
  return {
    source,
    names: unit.names,
    evaluate: (scope) => {
      const value = evaluate(new Frame(runOf(empty, options.environment, scope)))
      checkLocated(value, DEEP, blame)
      return unit.mutates ? settled(value) : value
    },
  }
}

/** Values of variables hold nothing undefined; what an expression builds itself is no deeper than this. */
const DEEP = 4

function checkLocated(value: unknown, depth: number, blame: Locate): void {
  try {
    checkDefined(value, depth)
  } catch (error) {
    throw blame(error)
  }
}

// Text without any tag stays as it is, its line ends too, as Ansible leaves it.
function isPlain(source: string, { body, options }: Parsed): boolean {
  if (options.newline !== undefined || options.keepTrailingNewline === false) return false
  const text = body.map((statement) => (statement.kind === 'text' ? statement.text : '{{')).join('')
  return text === source.replace(/\r\n?/g, '\n').replace(/\n$/, '')
}

function isPath({ body }: Parsed): boolean {
  const [only] = body
  const kind = only?.kind === 'print' && body.length === 1 ? only.value.kind : undefined
  return kind === 'name' || kind === 'attribute' || kind === 'item'
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

// Puts back the newlines that end the source and are missing from the text.
function ending({ place, options }: Parsed): { newlines: number; finish: (text: string) => string } {
  const { keepTrailingNewline = true, newline = '\n' } = options
  const newlines = keepTrailingNewline ? trailingNewlines(place.source) : 0
  const finish = (text: string) => {
    const missing = newlines === 0 ? 0 : newlines - trailingNewlines(text)
    const whole = missing > 0 ? text + '\n'.repeat(missing) : text
    return newline === '\n' ? whole : whole.replaceAll('\n', newline)
  }
  return { newlines, finish }
}

function trailingNewlines(text: string): number {
  let count = 0
  while (count < text.length && text.charCodeAt(text.length - 1 - count) === 10) count++
  return count
}
