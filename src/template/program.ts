import type { Position } from '../source/position.ts'
import { compileBody } from './compile/statement.ts'
import type { Unit } from './compile/unit.ts'
import type { Environment } from './environment.ts'
import type { Program } from './frame.ts'
import { readHeader } from './header.ts'
import { lex } from './syntax/lexer.ts'
import type { Statement } from './syntax/nodes.ts'
import { DEFAULT_SYNTAX, type SyntaxOptions } from './syntax/options.ts'
import { Place } from './syntax/place.ts'
import { parseTemplate } from './syntax/statements.ts'
import { TokenStream } from './syntax/stream.ts'
import { assignedNames, mutates } from './syntax/walk.ts'

export interface SourceOptions extends Partial<SyntaxOptions> {
  readonly environment: Environment
  /** Where the source's first character stands. */
  readonly at?: Position | undefined
  /** The text ends in at least as many newlines as the source; default true, as in Ansible. */
  readonly keepTrailingNewline?: boolean
  /** What a newline in the source becomes; default `\n`. */
  readonly newline?: string
}

/** A template's statements, with the options that its header may have changed. */
export interface Parsed {
  readonly place: Place
  readonly body: readonly Statement[]
  readonly options: SourceOptions
}

/** Parses a template's source, header included. Throws `syntax`. */
export function parseSource(source: string, options: SourceOptions): Parsed {
  const text = source.replace(/\r\n?/g, '\n')
  const whole = new Place(text, options.at)
  const header = readHeader(whole)
  const merged = { ...options, ...header?.options }
  const place =
    header === undefined ? whole : new Place(text.slice(header.length), whole.position(header.length))
  const tokens = lex(withoutLastNewline(place), syntaxOf(merged))
  return { place, body: parseTemplate(new TokenStream(place, tokens)), options: merged }
}

// Jinja2 drops the source's last newline; `keepTrailingNewline` puts it back where it is missing.
function withoutLastNewline(place: Place): Place {
  return place.source.endsWith('\n') ? new Place(place.source.slice(0, -1), place.position(0)) : place
}

function syntaxOf(options: Partial<SyntaxOptions>): SyntaxOptions {
  const known = Object.entries(DEFAULT_SYNTAX).map(([name, value]) => {
    return [name, options[name as keyof SyntaxOptions] ?? value]
  })
  return Object.fromEntries(known) as SyntaxOptions
}

/** What the compilation of a template, or of an expression without statements, starts from. */
export function unitOf(place: Place, options: SourceOptions, body: readonly Statement[]): Unit {
  return {
    place,
    environment: options.environment,
    assigned: assignedNames(body),
    mutates: mutates(body),
    names: new Set(),
    declared: [new Set(['self'])],
    blocks: new Map(),
    program: (source, file) => {
      const at = { file, line: 1, column: 1 }
      const parsed = parseSource(source, { ...options, at })
      // It may share the variables of a template that extends it.
      const unit = { ...unitOf(parsed.place, { ...options, at }, parsed.body), assigned: undefined }
      return programOf(unit, parsed.body)
    },
  }
}

/** Compiles a template's statements. Throws `unknown` for a filter or test that does not exist. */
export function programOf(unit: Unit, body: readonly Statement[]): Program {
  const emit = compileBody(unit, body)
  return { file: unit.place.file, emit, blocks: unit.blocks, mutates: unit.mutates }
}
