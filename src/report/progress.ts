import { type Hearing, type Reporter, reporter, silent } from './reporter.ts'
import { lastLine, sanitize } from './sanitize.ts'
import type { Terminal } from './terminal.ts'

/** What a host is doing right now. */
interface Working {
  readonly host: string
  readonly step: string
  readonly since: number
  /** How many lines have been told about it. */
  told: number
  last: string | undefined
}

/**
 * Without a terminal: a line on standard error when a step has run for 30 s, then one a minute, so that a
 * log shows that something is still going on and nothing else.
 * @param now milliseconds of a steady clock
 */
export function progressReporter(terminal: Terminal, now: () => number = () => performance.now()): Reporter {
  const working = new Map<string, Working>()
  const tick = setInterval(() => {
    for (const one of working.values()) tell(one, now(), terminal)
  }, 1000)
  tick.unref()
  const hearing: Hearing = {
    ...silent,
    'host-start': ({ host, step }) => {
      working.set(host, { host, step, since: now(), told: 0, last: undefined })
    },
    output: ({ host, text }) => {
      const one = working.get(host)
      if (one !== undefined) one.last = lastLine(text) ?? one.last
    },
    result: ({ result }) => void working.delete(result.host),
    waiting: (event) => {
      const step = `waiting for ${sanitize(event.for)}`
      terminal.err(`${event.host}: ${step}`)
      working.set(event.host, { host: event.host, step, since: now(), told: 0, last: undefined })
    },
    'run-end': () => working.clear(),
  }
  return reporter(hearing, async () => clearInterval(tick))
}

function tell(one: Working, now: number, terminal: Terminal): void {
  const seconds = (now - one.since) / 1000
  if (seconds < 30 + 60 * one.told) return
  one.told++
  const last = one.last === undefined ? '' : ` (${one.last})`
  terminal.err(`${one.host}: still at it after ${Math.floor(seconds)} s: ${one.step}${last}`)
}
