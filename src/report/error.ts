import type { StackError } from '../errors.ts'
import type { Paint } from './colour.ts'
import { placeLines } from './place.ts'
import { sanitize } from './sanitize.ts'

/**
 * An error for people: what failed, where (`file:line:column` with the line and a caret), on which host, and
 * what to do.
 */
export function renderError(error: StackError, paint: Paint): string {
  const lines = [
    `${paint('failed', 'error:')} ${sanitize(error.message)}`,
    ...placeLines(error.at, paint),
    ...field('path', error.path),
    ...field('host', error.host),
    ...field('hint', error.hint),
  ]
  return lines.join('\n')
}

function field(name: string, text: string | undefined): string[] {
  return text === undefined ? [] : [` ${name}: ${sanitize(text)}`]
}

/** A fault of the program's own: what is needed to report it. */
export function renderBug(fault: unknown, version: string, paint: Paint): string {
  const stack = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
  return [
    `${paint('failed', 'error:')} this is a bug in stack ${version}, not a fault of yours`,
    sanitize(stack),
    ' hint: report it with the text above and the command line',
  ].join('\n')
}
