import type { Inventory, InventoryHost } from './inventory.ts'

const NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])

/**
 * A host of the inventory; the machine `stack` runs on is there under its usual names even when the
 * inventory does not mention it, with a local connection and the variables of `all`. It is in no group.
 */
export function findHost(inventory: Inventory, name: string): InventoryHost | undefined {
  return inventory.hosts.get(name) ?? (isLocalhost(name) ? implicitLocalhost(inventory, name) : undefined)
}

export function isLocalhost(name: string): boolean {
  return NAMES.has(name)
}

function implicitLocalhost(inventory: Inventory, name: string): InventoryHost | undefined {
  const own = { ansible_connection: 'local', ansible_host: '127.0.0.1' }
  const host = inventory.withHost(name, [], own).hosts.get(name)
  return host === undefined ? undefined : { name, groups: [], vars: host.vars }
}
