import type { Live } from './live.ts'
import { type Hearing, type Reporter, reporter, silent } from './reporter.ts'
import { sanitize } from './sanitize.ts'

/** On a terminal: the step that each host is at, and the last line its command printed. */
export function liveReporter(live: Live): Reporter {
  const hearing: Hearing = {
    ...silent,
    'host-start': ({ host, step }) => live.start(host, sanitize(step)),
    output: ({ host, text }) => live.output(host, text),
    result: ({ result }) => live.finish(result.host),
    waiting: (event) => live.start(event.host, `waiting for ${sanitize(event.for)}`),
  }
  return reporter(hearing, () => live.close())
}
