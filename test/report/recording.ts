import { painter } from '../../src/report/colour.ts'
import type { Terminal } from '../../src/report/terminal.ts'

/** A terminal that remembers what was written to it. */
export interface Recording extends Terminal {
  readonly stdout: () => string
  readonly stderr: () => string
}

export function recording(options: { readonly colour?: boolean; readonly columns?: number } = {}): Recording {
  const out: string[] = []
  const err: string[] = []
  const paint = painter(options.colour ?? false)
  return {
    out: (text) => void out.push(`${text}\n`),
    err: (text) => void err.push(`${text}\n`),
    paint,
    paintErr: paint,
    columns: options.columns ?? 79,
    live: false,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
  }
}
