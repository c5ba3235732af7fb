import type { RunOptions } from '../../engine/options.ts'
import { runPlaybooks } from '../../engine/run.ts'
import { StackError } from '../../errors.ts'
import type { PlannedChanges } from '../audit/seen.ts'

/**
 * What a run would change about the firewalls, by host: the same plan that `stack plan --tags firewall` makes.
 * Whoever compared rules in another way would have to know them twice. A host that cannot be planned has none
 * here: whoever looks at it says why.
 */
export async function firewallChanges(options: RunOptions, signal: AbortSignal): Promise<PlannedChanges> {
  const changes = new Map<string, string[]>()
  try {
    const planned: RunOptions = { ...options, check: true, tags: ['firewall'], skipTags: [] }
    await runPlaybooks(
      planned,
      (event) => {
        if (event.kind !== 'result' || event.result.status !== 'changed') return
        const { host, task } = event.result
        const name = task.name.replace(/^\S+ : /, '')
        changes.set(host, [...(changes.get(host) ?? []), name])
      },
      signal,
    )
  } catch (error) {
    if (!(error instanceof StackError) || error.code === 'interrupted') throw error
  }
  return changes
}
