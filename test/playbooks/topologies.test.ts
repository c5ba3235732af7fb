import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { loadInventory } from '../../src/inventory/load.ts'

/** What runs where: the groups of each host. `primary` and `replica` stand for the groups of the database. */
const TOPOLOGIES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'split-tiers': { lb1: ['lb'], web1: ['web', 'replica'], app1: ['app', 'primary'] },
  paired: { lb1: ['lb'], web1: ['web', 'app', 'primary'], web2: ['web', 'app', 'replica'], db1: ['replica'] },
  'load-balanced': {
    lb1: ['lb'],
    lb2: ['lb'],
    web1: ['web', 'app', 'primary'],
    web2: ['web', 'app', 'replica'],
  },
  combined: { lb1: ['lb'], web1: ['web', 'app', 'replica'], web2: ['web', 'app', 'primary'] },
  demo: { lb1: ['lb'], web1: ['web', 'app', 'replica'], web2: ['web', 'app', 'primary'] },
  'highly-available': {
    lb1: ['lb'],
    lb2: ['lb'],
    web1: ['web', 'app'],
    web2: ['web', 'app'],
    db1: ['primary'],
    db2: ['replica'],
    db3: ['replica'],
    mon1: ['monitoring'],
  },
}

const GROUPS = {
  load_balancers: 'lb',
  web: 'web',
  app: 'app',
  database_primary: 'primary',
  database_replicas: 'replica',
  monitoring: 'monitoring',
} as const

const names = Object.keys(TOPOLOGIES)

describe('the example inventories', () => {
  it('are those that are described here', () => {
    const files = readdirSync('inventory').filter((file) => file.endsWith('.yaml'))
    expect(files.sort()).toEqual(names.map((name) => `${name}.yaml`).sort())
  })

  it.each(names)('%s puts everything where its description says', (name) => {
    const inventory = load(name)
    const found = [...inventory.hosts.keys()].map((host) => [host, rolesOf(inventory, host)])
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(
        Object.entries(TOPOLOGIES[name] ?? {}).map(([host, roles]) => [host, new Set(roles)]),
      ),
    )
  })

  it.each(names)('%s gives each host an address of its own, in the network reserved for it', (name) => {
    const inventory = load(name)
    const hosts = [...inventory.hosts.values()]
    const addresses = hosts.map((host) => String(host.vars['ansible_host']))
    expect(new Set(addresses).size).toBe(hosts.length)
    for (const tier of ['web', 'app']) {
      for (const host of inventory.groups.get(tier)?.hosts ?? []) {
        const vars = inventory.hosts.get(host)?.vars ?? {}
        const network = vars[`${tier}_network`]
        if (network !== undefined) expect(String(vars['ansible_host'])).toSatisfy(within(String(network)))
      }
    }
  })

  it.each(names)(
    '%s has a virtual address exactly if load balancers are to share it, and for it alone',
    (name) => {
      const inventory = load(name)
      const balancers = inventory.groups.get('load_balancers')?.hosts ?? []
      const shared = balancers.map((host) => inventory.hosts.get(host)?.vars['load_balancer_virtual_address'])
      if (balancers.length < 2) return expect(shared).toEqual([undefined])
      const addresses = [...inventory.hosts.values()].map((host) => String(host.vars['ansible_host']))
      expect(new Set(shared).size).toBe(1)
      expect(addresses).not.toContain(shared[0])
      expect(addresses[0]).toSatisfy(within(`${String(shared[0])}/24`))
    },
  )

  it('have networks of their own, so that their labs run side by side', () => {
    const networks = names.map((name) => {
      const addresses = [...load(name).hosts.values()].map((host) => String(host.vars['ansible_host']))
      return [...new Set(addresses.map((address) => address.replace(/\.\d+$/, '')))]
    })
    expect(networks.every((network) => network.length === 1)).toBe(true)
    expect(new Set(networks.flat()).size).toBe(names.length)
  })
})

function load(name: string): Inventory {
  return loadInventory([`inventory/${name}.yaml`])
}

function rolesOf(inventory: Inventory, host: string): Set<string> {
  const groups = Object.entries(GROUPS)
  return new Set(
    groups.filter(([group]) => inventory.groups.get(group)?.hosts.includes(host)).map(([, role]) => role),
  )
}

function within(network: string): (address: string) => boolean {
  const [base = '', bits = ''] = network.split('/')
  const size = 2 ** (32 - Number(bits))
  return (address) => Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size)
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}
