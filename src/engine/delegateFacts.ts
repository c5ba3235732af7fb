import { inherited } from '../vars/ancestry.ts'
import { truthOf } from './become.ts'
import { effectFacts, factsOf } from './binding.ts'
import type { Committed } from './commit.ts'
import type { RunContext } from './context.ts'
import { type Site, taskScope } from './taskScope.ts'

/** `delegate_facts`: facts become those of the host that the task was delegated to. True when it did so. */
export function bindToDelegate(site: Site, committed: Committed, context: RunContext): boolean {
  const written = inherited(site.task, 'delegateFacts')
  if (written === undefined) return false
  const scope = taskScope(site, context.world, context.playVars)
  const delegated = truthOf(context.world.templar.render(written, scope, site.task.at))
  const { outcomes, effects, target } = committed
  const bindings = context.world.bindings((delegated ? target : undefined) ?? site.host)
  bindings.set(site.order, 'set', effectFacts({ effects }))
  bindings.set(site.order, 'fact', factsOf(outcomes))
  return true
}
