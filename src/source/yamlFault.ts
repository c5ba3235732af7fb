import type { YAMLError } from 'yaml'
import { StackError } from '../errors.ts'
import type { Position } from './position.ts'
import { type Places, placeAt } from './yamlPlaces.ts'

/** A YAML syntax error with its place and, for the well-known mistakes, what to do about it. */
export function explainSyntax(fault: YAMLError, places: Places): StackError {
  const at = /quote$/.test(fault.message)
    ? openingQuote(fault, places)
    : placeAt(places, fault.pos[0], fault.pos[1])
  const text = places.source.split('\n')[at.line - 1] ?? ''
  const known = KNOWN.find((mistake) => mistake.when(fault, text))
  const message = known?.message ?? `the YAML does not parse: ${lowerFirst(fault.message)}`
  return new StackError('syntax', message, { at, hint: known?.hint })
}

/** The hint for a value that begins with a template and is not quoted. */
export const QUOTE_TEMPLATE = "quote a value that begins with a template: name: '{{ value }}'"

interface Mistake {
  readonly when: (fault: YAMLError, line: string) => boolean
  readonly message?: string
  readonly hint: string
}

const KNOWN: readonly Mistake[] = [
  {
    when: (_fault, line) => /(?:^|[:-])\s+\{\{/.test(line),
    message: 'a value that begins with {{ must be quoted',
    hint: QUOTE_TEMPLATE,
  },
  {
    when: (fault) => fault.code === 'TAB_AS_INDENT',
    message: 'a tab cannot indent YAML',
    hint: 'indent with spaces',
  },
  {
    when: (fault, line) => fault.code === 'BLOCK_AS_IMPLICIT_KEY' && /:\s.*:(\s|$)/.test(line),
    message: "a plain value cannot contain ': '",
    hint: 'quote the whole value',
  },
  {
    when: (fault) => fault.code === 'BLOCK_AS_IMPLICIT_KEY' || fault.code === 'BAD_INDENT',
    message: 'the indentation does not fit',
    hint: 'line it up with its siblings, and keep what belongs inside deeper than what holds it',
  },
  {
    when: (fault) => fault.code === 'BAD_SCALAR_START',
    hint: 'quote the value',
  },
  {
    when: (_fault, line) => /[:-]\s+(["']).*\1\s*\S/.test(line),
    message: 'text follows a quoted value',
    hint: 'quote the whole value, the other kind of quotes on the outside',
  },
  {
    when: (fault) => /quote$/.test(fault.message),
    message: 'a quoted value is not closed',
    hint: 'add the closing quote',
  },
  {
    when: (fault, line) => fault.code === 'UNEXPECTED_TOKEN' && /^\s*[^\s#-][^:]*:(\s|$)/.test(line),
    message: 'a key stands where a list item or nothing is expected',
    hint: 'check the indentation of this line and the one above',
  },
]

/** Where the quote stands that is never closed; the parser only knows where the text ended. */
function openingQuote(fault: YAMLError, places: Places): Position {
  const mark = fault.message.includes('"') ? '"' : "'"
  const start = places.source.lastIndexOf(mark, fault.pos[0] - 1)
  return placeAt(places, start < 0 ? fault.pos[0] : start)
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
