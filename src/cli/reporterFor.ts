import { adHocReporter } from '../report/adHoc.ts'
import { failureReporter } from '../report/failures.ts'
import { jsonReporter } from '../report/json.ts'
import { plainReporter } from '../report/plain.ts'
import { progressReporter } from '../report/progress.ts'
import { type Reporter, together } from '../report/reporter.ts'
import type { Terminal } from '../report/terminal.ts'

interface OutputFlags {
  readonly output: 'auto' | 'plain' | 'json'
  readonly verbose: number
  readonly step?: boolean
  readonly adHoc?: boolean
}

/** Who is told about a run: on a terminal a moving list too, else lines about what takes long. */
export async function reporterFor(flags: OutputFlags, terminal: Terminal): Promise<Reporter> {
  const options = { verbosity: flags.verbose }
  if (flags.output === 'json') return together(jsonReporter(terminal), progressReporter(terminal))
  if (flags.adHoc) return together(adHocReporter(terminal, flags.verbose), progressReporter(terminal))
  // Questions between the tasks and a moving list do not go together.
  if (flags.output === 'plain' || flags.step || !terminal.live) {
    return together(plainReporter(terminal, options), failureReporter(terminal), progressReporter(terminal))
  }
  const [{ Live }, { openTree }, { liveReporter }] = await Promise.all([
    import('../report/live.ts'),
    import('../report/tree.ts'),
    import('../report/liveReporter.ts'),
  ])
  const live = new Live(terminal, openTree)
  return together(liveReporter(live), plainReporter(live.terminal, options), failureReporter(live.terminal))
}
