import { StackError } from '../errors.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { loadInventory } from '../inventory/load.ts'
import { pythonJson } from '../report/pythonJson.ts'
import { nearest } from '../source/nearest.ts'
import { Vault } from '../source/vault.ts'
import type { CommandLine } from './parse.ts'
import type { Surroundings } from './surroundings.ts'
import { vaultSecrets } from './vaultPasswords.ts'

/** `stack inventory`: groups and hosts as JSON (the default), as a tree, or one host's variables. */
export async function inventory(line: CommandLine<'inventory'>, { terminal }: Surroundings): Promise<number> {
  const { flags } = line
  if (flags.inventory.length === 0) {
    throw new StackError('usage', 'stack inventory needs an inventory', {
      hint: 'give one: stack inventory --inventory hosts.yaml',
    })
  }
  const known = loadInventory(flags.inventory, { vault: new Vault(await vaultSecrets(flags)) })
  if (flags.host !== undefined) terminal.out(pythonJson(hostVars(known, flags.host), 4))
  else if (flags.graph) terminal.out(graphLines(known, 'all', 0).join('\n'))
  else terminal.out(pythonJson(listing(known), 4))
  return 0
}

/** @throws StackError `unknown` */
function hostVars(known: Inventory, name: string): Readonly<Record<string, unknown>> {
  const host = known.hosts.get(name)
  if (host !== undefined) return host.vars
  const close = nearest(name, known.hosts.keys())
  throw new StackError('unknown', `the inventory has no host '${name}'`, {
    hint: close === undefined ? 'see stack inventory --graph' : `did you mean '${close}'?`,
  })
}

/** The form of `ansible-inventory --list`: groups with their own hosts and children, and all host variables. */
function listing(known: Inventory): Record<string, unknown> {
  const hostvars = Object.fromEntries([...known.hosts.values()].map(({ name, vars }) => [name, vars]))
  const groups = [...known.groups.values()].map(({ name, children }) => {
    const hosts = name === 'all' ? [] : ownHosts(known, name)
    const parts = { ...(children.length > 0 && { children }), ...(hosts.length > 0 && { hosts }) }
    return [name, parts] as const
  })
  return { ...Object.fromEntries(groups), _meta: { hostvars } }
}

/** A group's hosts without those of its children. */
function ownHosts(known: Inventory, group: string): string[] {
  const { hosts, children } = known.groups.get(group) ?? { hosts: [], children: [] }
  const below = new Set(children.flatMap((child) => known.groups.get(child)?.hosts ?? []))
  return hosts.filter((host) => !below.has(host))
}

function graphLines(known: Inventory, group: string, depth: number): string[] {
  const children = known.groups.get(group)?.children ?? []
  const margin = '  |'.repeat(depth)
  return [
    `${margin === '' ? '' : `${margin}--`}@${group}:`,
    ...children.flatMap((child) => graphLines(known, child, depth + 1)),
    ...(group === 'all' ? [] : ownHosts(known, group).map((host) => `${'  |'.repeat(depth + 1)}--${host}`)),
  ]
}
