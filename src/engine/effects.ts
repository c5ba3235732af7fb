import type { Effect, Values } from '../modules/module.ts'
import type { OpenedRun } from './openRun.ts'
import type { Tally } from './tally.ts'

export interface HostEffect {
  readonly host: string
  readonly effect: Effect
}

/** Effects that leave hosts, groups and the way through the playbook as the run ahead assumed them. */
export function isForeseeable(effect: Effect): boolean {
  return (
    effect.kind === 'set-facts' ||
    effect.kind === 'include-vars' ||
    (effect.kind === 'meta' && ['flush_handlers', 'noop'].includes(effect.action))
  )
}

/** Does what control modules asked for beyond their own host's variables. True when hosts or groups changed. */
export function carryEffects(effects: readonly HostEffect[], run: OpenedRun, tally: Tally): boolean {
  const { context } = run
  const { world } = context
  let changed = false
  for (const { host, effect } of effects) {
    switch (effect.kind) {
      case 'add-host':
        world.inventory = world.inventory.withHost(effect.name, effect.groups, effect.vars)
        changed = true
        break
      case 'group-by':
        world.inventory = world.inventory.withHost(
          host,
          [effect.group, ...effect.parents.filter((group) => group !== 'all')],
          {},
        )
        changed = true
        break
      case 'meta':
        if (effect.action === 'clear_host_errors') tally.forgive()
        if (effect.action === 'clear_facts') world.bindings(host).clearFacts()
        if (effect.action === 'reset_connection') void context.connections.reset(host)
        changed ||= !isForeseeable(effect)
        break
      case 'set-stats':
        tally.stats = {
          ...tally.stats,
          ...(effect.perHost ? { [host]: effect.data } : effect.data),
        } satisfies Values
        break
      case 'set-facts':
      case 'include-vars':
      case 'pause':
        break
    }
  }
  return changed
}
