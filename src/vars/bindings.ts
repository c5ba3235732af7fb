import type { Values } from '../modules/module.ts'
import { compareOrder, type Order } from './order.ts'
import { Slot } from './slot.ts'

/** `set`: register and set_fact; `included`: include_vars, which those two outrank; `fact`: gathered facts. */
export type BindingClass = 'set' | 'included' | 'fact'

interface Binding {
  readonly order: Order
  readonly class: BindingClass
  /** Whether this binding may hold the name; asked only while the slot is open. */
  readonly mayHold: (name: string) => boolean
  readonly slot: Slot<Values>
}

/** For "no such variable here", which `undefined` can't say. */
export const ABSENT: unique symbol = Symbol('absent')

/**
 * What the tasks of a run have bound for one host, by the place of the task: a reader sees what stands
 * before it, and waits where that isn't known yet.
 */
export class Bindings {
  #bindings: Binding[] = []

  /** Announces that the task at `order` will bind names; fill the slot when they are known. */
  open(order: Order, bindingClass: BindingClass, mayHold: (name: string) => boolean): Slot<Values> {
    const slot = new Slot<Values>()
    this.#insert({ order, class: bindingClass, mayHold, slot })
    return slot
  }

  set(order: Order, bindingClass: BindingClass, values: Values): void {
    const slot = new Slot<Values>()
    slot.fill(values)
    this.#insert({ order, class: bindingClass, mayHold: () => true, slot })
  }

  /** The value that a task at `before` sees, or ABSENT. @throws Pending */
  get(name: string, bindingClass: BindingClass, before: Order): unknown {
    for (let i = this.#bindings.length - 1; i >= 0; i--) {
      const binding = this.#bindings[i]!
      if (binding.class !== bindingClass || compareOrder(binding.order, before) >= 0) continue
      if (!binding.slot.filled && !binding.mayHold(name)) continue
      const values = binding.slot.read()
      if (Object.hasOwn(values, name)) return values[name]
    }
    return ABSENT
  }

  /** All values of a class merged, later over earlier. @throws Pending */
  all(bindingClass: BindingClass, before: Order): Values {
    const merged: Record<string, unknown> = {}
    for (const binding of this.#bindings) {
      if (binding.class === bindingClass && compareOrder(binding.order, before) < 0)
        Object.assign(merged, binding.slot.read())
    }
    return merged
  }

  /** Forgets what was bound behind `order`, or by a task that is not committed yet. */
  truncate(order: Order): void {
    this.#bindings = this.#bindings.filter((binding) => compareOrder(binding.order, order) <= 0)
  }

  /** Forgets gathered facts (`meta: clear_facts`). */
  clearFacts(): void {
    this.#bindings = this.#bindings.filter((binding) => binding.class !== 'fact')
  }

  #insert(binding: Binding): void {
    const before = this.#bindings.findLastIndex((other) => compareOrder(other.order, binding.order) <= 0)
    this.#bindings.splice(before + 1, 0, binding)
  }
}
