import { type ErrorCode, StackError, StackErrors } from '../errors.ts'
import { renderBug, renderError } from './error.ts'
import type { Terminal } from './terminal.ts'

/** Tells what ended the program, on standard error, and gives the exit code for it: Ansible's. */
export function tellFault(fault: unknown, terminal: Terminal, version: string): number {
  const errors = faultsOf(fault)
  if (errors === undefined) {
    terminal.err(renderBug(fault, version, terminal.paintErr))
    return 250
  }
  for (const error of errors) terminal.err(`${renderError(error, terminal.paintErr)}\n`)
  if (errors.length > 1) terminal.err(`${errors.length} errors; nothing was changed`)
  return Math.max(1, ...errors.map((error) => EXIT_CODES[error.code] ?? 1))
}

function faultsOf(fault: unknown): readonly StackError[] | undefined {
  if (fault instanceof StackErrors) return fault.errors
  return fault instanceof StackError ? [fault] : undefined
}

// 2 a host failed, 4 a host unreachable or a file that does not parse, 5 a wrong command line, 99 interrupted.
const EXIT_CODES: Partial<Record<ErrorCode, number>> = {
  usage: 5,
  syntax: 4,
  unknown: 4,
  type: 4,
  task: 2,
  unreachable: 4,
  auth: 4,
  hostkey: 4,
  disconnected: 4,
  locked: 4,
  interrupted: 99,
}
