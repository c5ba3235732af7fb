import type { OnProgress } from '../lab/events.ts'
import { labProgress } from '../report/labProgress.ts'
import type { Terminal } from '../report/terminal.ts'

/** Does some work of a lab's while telling how it goes: on a terminal with a moving list below the lines. */
export async function withLabProgress<T>(
  terminal: Terminal,
  work: (onProgress: OnProgress) => Promise<T>,
): Promise<T> {
  if (!terminal.live) return work(labProgress(terminal, undefined))
  const [{ Live }, { openTree }] = await Promise.all([
    import('../report/live.ts'),
    import('../report/tree.ts'),
  ])
  const live = new Live(terminal, openTree)
  try {
    return await work(labProgress(live.terminal, live))
  } finally {
    await live.close()
  }
}
