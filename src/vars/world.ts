import { dirname, resolve } from 'node:path'
import { findHost } from '../inventory/implicitLocalhost.ts'
import type { Inventory, InventoryHost } from '../inventory/inventory.ts'
import type { Values } from '../modules/module.ts'
import type { Vars } from '../playbook/model.ts'
import { UNDEFINED } from '../template/scope.ts'
import { ABSENT, Bindings } from './bindings.ts'
import { computedLayer, type Layer, recordLayer } from './layer.ts'
import { LayeredScope } from './layeredScope.ts'
import { OMIT } from './omit.ts'
import type { Order } from './order.ts'
import type { Templar } from './templar.ts'

/** What every variable scope of a run is made from. */
export class World {
  inventory: Inventory
  readonly templar: Templar
  readonly extraVars: Vars
  /** Magic variables that are the same for all hosts and tasks. */
  readonly runMagic: Values
  readonly #bindings = new Map<string, Bindings>()
  readonly #implied = new Map<string, { readonly of: Inventory; readonly host: InventoryHost | undefined }>()

  constructor(inventory: Inventory, templar: Templar, extraVars: Vars, runMagic: Values) {
    this.inventory = inventory
    this.templar = templar
    this.extraVars = extraVars
    this.runMagic = runMagic
  }

  /** A host of the inventory, or this machine where the inventory does not name it. */
  host(name: string): InventoryHost | undefined {
    const known = this.inventory.hosts.get(name)
    if (known !== undefined) return known
    const implied = this.#implied.get(name)
    if (implied?.of === this.inventory) return implied.host
    const host = findHost(this.inventory, name)
    this.#implied.set(name, { of: this.inventory, host })
    return host
  }

  bindings(host: string): Bindings {
    let bindings = this.#bindings.get(host)
    if (bindings === undefined) {
      bindings = new Bindings()
      this.#bindings.set(host, bindings)
    }
    return bindings
  }

  /** Forgets, for all hosts, what was bound behind `order`. */
  truncate(order: Order): void {
    for (const bindings of this.#bindings.values()) bindings.truncate(order)
  }

  /** A host's variables outside any play, as `hostvars` shows them. */
  hostScope(host: string, before: Order): LayeredScope {
    return new LayeredScope(
      [
        ...this.topLayers(host, before),
        this.boundLayer(host, 'set', before),
        this.boundLayer(host, 'included', before),
        ...this.hostLayers(host, before),
      ],
      this.templar,
    )
  }

  /** Extra variables and magic: above everything a playbook says. */
  topLayers(host: string, before: Order): Layer[] {
    return [
      computedLayer(this.#hostMagic(host, before)),
      recordLayer(this.runMagic, false),
      recordLayer(this.extraVars, true),
    ]
  }

  /** Facts and inventory variables: below everything a playbook says but role defaults. */
  hostLayers(host: string, before: Order): Layer[] {
    const vars = this.host(host)?.vars ?? {}
    return [this.#factLayer(host, before, vars), recordLayer(vars, true)]
  }

  boundLayer(host: string, bindingClass: 'set' | 'included', before: Order): Layer {
    const bindings = this.bindings(host)
    return {
      get: (name) => bindings.get(name, bindingClass, before),
      names: () => Object.keys(bindings.all(bindingClass, before)),
      templated: bindingClass === 'included',
    }
  }

  /** Facts as variables (`ansible_hostname`); a name that only the inventory may have doesn't wait for them. */
  #factLayer(host: string, before: Order, inventoryVars: Vars): Layer {
    const bindings = this.bindings(host)
    return {
      get: (name) =>
        Object.hasOwn(inventoryVars, name) && !name.startsWith('ansible_')
          ? ABSENT
          : bindings.get(name, 'fact', before),
      names: () => Object.keys(bindings.all('fact', before)),
      templated: false,
    }
  }

  #hostMagic(host: string, before: Order): Record<string, () => unknown> {
    return {
      inventory_hostname: () => host,
      inventory_hostname_short: () => host.split('.')[0],
      group_names: () => [...(this.host(host)?.groups ?? [])].sort(),
      groups: () =>
        Object.fromEntries([...this.inventory.groups].map(([name, group]) => [name, [...group.hosts]])),
      hostvars: () => this.#hostvars(before),
      ansible_facts: () => stripPrefix(this.bindings(host).all('fact', before)),
      inventory_file: () => resolve(this.inventory.sources[0] ?? '.'),
      inventory_dir: () => dirname(resolve(this.inventory.sources[0] ?? '.')),
      omit: () => OMIT,
    }
  }

  #hostvars(before: Order): object {
    const scopes = new Map<string, object>()
    return lazyObject(
      () => this.inventory.hosts.keys(),
      (host) => {
        if (this.host(host) === undefined) return ABSENT
        const known = scopes.get(host) ?? scopeObject(this.hostScope(host, before))
        scopes.set(host, known)
        return known
      },
    )
  }
}

/** A scope as an object, each variable looked up when it is read (`vars`, `hostvars[x]`). */
export function scopeObject(scope: LayeredScope): object {
  return lazyObject(
    () => scope.names(),
    (name) => {
      const value = scope.lookup(name)
      return value === UNDEFINED ? ABSENT : value
    },
  )
}

function lazyObject(keys: () => Iterable<string>, get: (key: string) => unknown): object {
  return new Proxy(
    {},
    {
      get: (_target, key) => (typeof key === 'string' && get(key) !== ABSENT ? get(key) : undefined),
      has: (_target, key) => typeof key === 'string' && get(key) !== ABSENT,
      ownKeys: () => [...keys()],
      getOwnPropertyDescriptor: (_target, key) => {
        const value = typeof key === 'string' ? get(key) : ABSENT
        return value === ABSENT ? undefined : { value, enumerable: true, configurable: true, writable: true }
      },
    },
  )
}

function stripPrefix(facts: Values): Values {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name.replace(/^ansible_/, ''), value]),
  )
}
