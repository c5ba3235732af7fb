import { type Paint, painter } from './colour.ts'

/** Where reporters write: one method a stream, whole lines, and what the reader's terminal can show. */
export interface Terminal {
  /** Writes text and a line break to standard output. */
  out(text: string): void
  /** Writes text and a line break to standard error. */
  err(text: string): void
  /** Colours for standard output, or none. */
  readonly paint: Paint
  /** Colours for standard error, or none. */
  readonly paintErr: Paint
  /** Width of banners and wrapped warnings: as Ansible, 79 without a terminal. */
  readonly columns: number
  /** True when a moving display can be shown. */
  readonly live: boolean
}

/** The terminal of this process. `NO_COLOR` and `FORCE_COLOR` are respected. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    paint: painter(wantsColour(stdout.isTTY, env)),
    paintErr: painter(wantsColour(stderr.isTTY, env)),
    columns: Math.max(79, (stdout.columns ?? 0) - 1),
    // A pseudo-terminal without a size would get one character a line.
    live: stdout.isTTY === true && (stdout.columns ?? 0) >= 20 && env.TERM !== 'dumb' && env.CI === undefined,
  }
}

function wantsColour(isTerminal: boolean | undefined, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0'
  return isTerminal === true && env.TERM !== 'dumb'
}
