import type { Committed } from './commit.ts'
import type { RunContext } from './context.ts'
import type { TaskInfo } from './events.ts'
import type { ItemOutcome } from './result.ts'
import type { Site } from './taskScope.ts'

/**
 * In check mode a task that can't be planned behind a change which can't be foreseen in full (a package's
 * files and units, a command's effect) is no failure: it "may change, after" that task.
 */
export function foretell(site: Site, committed: Committed, info: TaskInfo, context: RunContext): Committed {
  const after = context.opaqueAfter.get(site.host)
  if (after === undefined || after === info.name) return committed
  const outcomes = committed.outcomes.map((outcome): ItemOutcome => {
    if (outcome.status !== 'failed') return outcome
    const values = { changed: true, msg: `may change, after ${after}`, reason: outcome.values['msg'] }
    return { ...outcome, status: 'changed', values, error: undefined, mayChangeAfter: after }
  })
  return { ...committed, outcomes }
}

/** Remembers the last task of a host whose full effect can't be foreseen. */
export function noteOpaque(site: Site, committed: Committed, info: TaskInfo, context: RunContext): void {
  const opaque = committed.items.some(({ plan }, index) => {
    if (plan.kind === 'action') return committed.outcomes[index]?.values['skipped'] === true
    return plan.kind === 'planned' && plan.plan.steps.some((step) => step.opaque === true)
  })
  if (opaque) context.opaqueAfter.set(site.host, info.name)
}
