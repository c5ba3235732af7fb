import type { Effect, Values } from '../modules/module.ts'
import { inherited } from '../vars/ancestry.ts'
import type { BindingClass } from '../vars/bindings.ts'
import type { Slot } from '../vars/slot.ts'
import { isPlainObject } from '../vars/templar.ts'
import type { World } from '../vars/world.ts'
import { CONNECTION_VARIABLES } from './connectionOf.ts'
import { type ItemOutcome, loopValues } from './result.ts'
import type { Site } from './taskScope.ts'

const NEVER_FACTS: ReadonlySet<string> = new Set(CONNECTION_VARIABLES)

interface Owed {
  readonly class: BindingClass
  readonly slot: Slot<Values>
  readonly pick: (result: BoundResult) => Values
}

/** What a task's result binds. */
export interface BoundResult {
  readonly registered: Values
  readonly outcomes: readonly ItemOutcome[]
  readonly effects: readonly Effect[]
}

/** The names that a task is going to bind, announced before they are known, so that readers wait for them. */
export class Announcement {
  readonly #owed: readonly Owed[]

  constructor(site: Site, world: World) {
    const hosts = site.once ? site.live : [site.host]
    this.#owed = hosts.flatMap((host) => announce(site, world, host))
  }

  fill(result: BoundResult): void {
    for (const { slot, pick } of this.#owed) slot.fill(pick(result))
  }

  /** Whether facts that the task returns have somewhere to go; else they have to be bound when it is committed. */
  get expectsFacts(): boolean {
    return this.#owed.some((owed) => owed.class === 'fact')
  }
}

/** What a task came to: its single result, or that of its loop. */
export function resultValues(outcomes: readonly ItemOutcome[], looped: boolean): Values {
  return looped ? loopValues(outcomes) : (outcomes[0]?.values ?? {})
}

/** The value that `register` takes: the result, which also says of whatever ran that it did not fail. */
export function registeredValues(outcomes: readonly ItemOutcome[], looped: boolean): Values {
  return resultValues(outcomes.map(sayingFailed), looped)
}

function sayingFailed(result: ItemOutcome): ItemOutcome {
  return result.status === 'ok' || result.status === 'changed'
    ? { ...result, values: { failed: false, ...result.values } }
    : result
}

/** Facts that a task's results carry, of all its items. */
export function factsOf(outcomes: readonly ItemOutcome[]): Values {
  const facts = outcomes.map((result) => result.values['ansible_facts'])
  return Object.assign({}, ...facts.filter(isPlainObject)) as Values
}

function announce(site: Site, world: World, host: string): Owed[] {
  const { task, order } = site
  const bindings = world.bindings(host)
  const owed: Owed[] = []
  const open = (
    bindingClass: BindingClass,
    mayHold: (name: string) => boolean,
    pick: (result: BoundResult) => Values,
  ): void => {
    owed.push({ class: bindingClass, slot: bindings.open(order, bindingClass, mayHold), pick })
  }
  const module = task.module
  // Whose facts these will be is known when the task has run.
  const own = inherited(task, 'delegateFacts') === undefined
  if (own && module?.name === 'set_fact') {
    const templatedNames = Object.keys(task.args).some((name) => name.includes('{{') || name === '_args')
    open('set', (name) => templatedNames || Object.hasOwn(task.args, name), effectFacts)
  } else if (module?.name === 'include_vars') open('included', () => true, includedVars)
  else if (own && module !== undefined && gathersFacts(module.name)) {
    open(
      'fact',
      (name) => mayBeFact(name, module.name),
      (result) => factsOf(result.outcomes),
    )
  }
  const { register } = task
  if (register !== undefined)
    open(
      'set',
      (name) => name === register,
      (result) => ({ [register]: result.registered }),
    )
  return owed
}

/** How a host is reached is never a fact: whoever asks for that must not wait for facts to be gathered. */
function mayBeFact(name: string, module: string): boolean {
  if (NEVER_FACTS.has(name) || name.startsWith('ansible_become')) return false
  return module !== 'setup' || /^ansible_|^module_setup$/.test(name)
}

/** Modules that return facts; others may too, but then what was planned ahead has to be planned again. */
function gathersFacts(name: string): boolean {
  return name === 'setup' || name === 'getent' || name.endsWith('_facts')
}

/** Facts that control modules set. */
export function effectFacts({ effects }: Pick<BoundResult, 'effects'>): Values {
  return Object.assign(
    {},
    ...effects.map((effect) => (effect.kind === 'set-facts' ? effect.facts : {})),
  ) as Values
}

function includedVars(result: BoundResult): Values {
  return Object.assign(
    {},
    ...result.effects.map((effect) => (effect.kind === 'include-vars' ? effect.vars : {})),
  ) as Values
}
