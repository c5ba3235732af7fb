import type { Position } from '../source/position.ts'
import { sanitize } from './sanitize.ts'
import type { Terminal } from './terminal.ts'
import { wrap } from './width.ts'

/** Tells each warning once, on standard error, in Ansible's form. */
export function warningTeller(terminal: Terminal): (message: string, at?: Position) => void {
  const told = new Set<string>()
  return (message, at) => {
    const place = at === undefined ? '' : ` (${at.file}:${at.line}:${at.column})`
    const text = wrap(`[WARNING]: ${sanitize(message)}${place}`, terminal.columns)
    if (told.has(text)) return
    told.add(text)
    terminal.err(terminal.paintErr('warning', text))
  }
}
