import type { Position } from '../source/position.ts'
import { compile } from './compile/expression.ts'
import { renderProgram, runOf } from './compile/inheritance.ts'
import { compileBody } from './compile/statement.ts'
import { locate, type Unit } from './compile/unit.ts'
import type { Environment } from './environment.ts'
import { Frame, type Program } from './frame.ts'
import { readHeader } from './header.ts'
import { checkDefined } from './native.ts'
import { Output } from './output.ts'
import type { Scope } from './scope.ts'
import { parseExpression } from './syntax/expressions.ts'
import { lex, lexBare } from './syntax/lexer.ts'
import type { Statement } from './syntax/nodes.ts'
import { DEFAULT_SYNTAX, type SyntaxOptions } from './syntax/options.ts'
import { Place } from './syntax/place.ts'
import { parseTemplate } from './syntax/statements.ts'
import { TokenStream } from './syntax/stream.ts'
import { assignedNames } from './syntax/walk.ts'

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
  evaluate(scope: Scope): unknown
}

export interface ExpressionOptions {
  readonly environment: Environment
  /** Where the source's first character stands. */
  readonly at?: Position | undefined
}

export interface TemplateOptions extends ExpressionOptions, Partial<SyntaxOptions> {
  /** The text ends in at least as many newlines as the source; default true, as in Ansible. */
  readonly keepTrailingNewline?: boolean
  /** What a newline in the source becomes; default `\n`. */
  readonly newline?: string
}

/** Compiles a template. Throws `syntax` or `unknown` (a filter or test), with the position in the template. */
export function compileTemplate(source: string, options: TemplateOptions): Template {
  const parsed = parse(source, options)
  const unit = unitOf(parsed.place, options, parsed.body)
  const program = programOf(unit, parsed.body)
  const { keepTrailingNewline = true, newline = '\n' } = parsed.options
  const end = keepTrailingNewline ? (/\n+$/.exec(parsed.place.source)?.[0] ?? '') : ''
  const finish = (text: string) => {
    const whole = text + end.slice(Math.min(end.length, text.length - text.replace(/\n+$/, '').length))
    return newline === '\n' ? whole : whole.replaceAll('\n', newline)
  }
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
      checkDefined(single.value)
      if (typeof single.value === 'string') return finish(single.value)
      // A block scalar's last newline makes a number text, but not a list or a dict.
      const keeps = end === '' || (typeof single.value === 'object' && single.value !== null)
      return keeps ? single.value : finish(out.text())
    },
  }
}

/** Compiles a bare expression. Its value is never an `Undefined`: that throws. */
export function compileExpression(source: string, options: ExpressionOptions): Expression {
  const place = new Place(source, options.at)
  const stream = new TokenStream(place, lexBare(place))
  const node = parseExpression(stream)
  stream.expect('eof')
  const unit = unitOf(place, options, [])
  const evaluate = compile(unit, node)
  const blame = locate(unit, node.offset)
  const empty: Program = { file: place.file, emit: () => 0, blocks: new Map() }
  return {
    source,
    names: unit.names,
    evaluate: (scope) => {
      const value = evaluate(new Frame(runOf(empty, options.environment, scope)))
      try {
        checkDefined(value)
      } catch (error) {
        throw blame(error)
      }
      return value
    },
  }
}

interface Parsed {
  readonly place: Place
  readonly body: Statement[]
  readonly options: Partial<TemplateOptions>
}

function parse(source: string, options: TemplateOptions): Parsed {
  const text = source.replace(/\r\n?/g, '\n')
  const whole = new Place(text, options.at)
  const header = readHeader(whole)
  const merged = { ...options, ...header?.options }
  const place =
    header === undefined ? whole : new Place(text.slice(header.length), below(whole, header.length))
  const tokens = lex(trimmed(place), syntaxOf(merged))
  return { place, body: parseTemplate(new TokenStream(place, tokens)), options: merged }
}

function below(place: Place, length: number): Position {
  return place.position(length)
}

// Jinja2 drops the source's last newline; `keepTrailingNewline` puts it back where it is missing.
function trimmed(place: Place): Place {
  return place.source.endsWith('\n') ? new Place(place.source.slice(0, -1), place.position(0)) : place
}

function syntaxOf(options: Partial<SyntaxOptions>): SyntaxOptions {
  const known = Object.entries(DEFAULT_SYNTAX).map(([name, value]) => {
    const given = options[name as keyof SyntaxOptions]
    return [name, given === undefined ? value : given]
  })
  return Object.fromEntries(known) as SyntaxOptions
}

function unitOf(
  place: Place,
  options: ExpressionOptions & Partial<TemplateOptions>,
  body: Statement[],
): Unit {
  return {
    place,
    environment: options.environment,
    assigned: assignedNames(body),
    names: new Set(),
    declared: [new Set(['self'])],
    blocks: new Map(),
    program: (source, file) => {
      const at = { file, line: 1, column: 1 }
      const parsed = parse(source, { ...options, at })
      return programOf(unitOf(parsed.place, { ...options, at }, parsed.body), parsed.body)
    },
  }
}

function programOf(unit: Unit, body: Statement[]): Program {
  const emit = compileBody(unit, body)
  return { file: unit.place.file, emit, blocks: unit.blocks }
}
