import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { positionOf } from '../../src/source/position.ts'
import { errorsOf, Project } from '../playbook/project.ts'

const FILES = {
  'hosts.ini': `
lone ansible_host=10.0.0.9
[web]
web[01:03] http_port=80 name='a b' flag=True list="[1, 2]"  # a comment
web04:2222
[db]
db-[a:c]
[prod:children]
web
db
[prod:vars]
tier = prod
mode=0644
x = {'a': 1}
[web:vars]
tier=web
ansible_group_priority=5
`,
  'hosts.yml': `
all:
  hosts:
    lone: {ansible_host: 10.0.0.9}
  vars: {color: red}
  children:
    web:
      hosts:
        web[01:03]: {http_port: 80}
        "web04:2222":
      vars: {tier: web}
    prod:
      children:
        web:
        db:
      vars: {tier: prod}
    db:
      hosts:
        db-[a:c]:
`,
  'group_vars/all.yml': 'color: all-inv\na: 1\n',
  'group_vars/web': 'color: web-inv\n',
  'group_vars/prod/x.yml': 'color: prod-inv\np: 1\n',
  'group_vars/prod/y.yml': 'p: 2\n',
  'group_vars/prod/z.yml~': 'p: 3\n',
  'host_vars/web01.yml': 'color: host\n',
  'pb/group_vars/all.yml': 'a: 2\n',
  'pb/host_vars/web02.json': '{"q": 1}',
}

const project = new Project(FILES)
afterAll(() => project.remove())

function load(name: string): Inventory {
  return loadInventory([project.path(name)], { playbookDirectory: project.path('pb') })
}

function varsOf(inventory: Inventory, host: string): Record<string, unknown> {
  const { inventory_file: _file, inventory_dir: _dir, ...vars } = inventory.hosts.get(host)!.vars
  return vars
}

// The expected values are what `ansible-inventory --list --playbook-dir pb` prints.
const DB = { a: 2, color: 'prod-inv', p: 2, tier: 'prod' }
const INI_ONLY = { mode: '0644', x: { a: 1 } }
const HOSTS: readonly (readonly [string, object, object])[] = [
  ['lone', { a: 2, ansible_host: '10.0.0.9', color: 'all-inv' }, {}],
  ['db-a', DB, INI_ONLY],
  ['db-c', DB, INI_ONLY],
  [
    'web01',
    { a: 2, color: 'host', http_port: 80, p: 2, tier: 'web' },
    { ...INI_ONLY, flag: true, list: [1, 2], name: 'a b' },
  ],
  [
    'web02',
    { a: 2, color: 'web-inv', http_port: 80, p: 2, q: 1, tier: 'web' },
    { ...INI_ONLY, flag: true, list: [1, 2], name: 'a b' },
  ],
  ['web04', { a: 2, ansible_port: 2222, color: 'web-inv', p: 2, tier: 'web' }, INI_ONLY],
]

describe('variables of hosts', () => {
  it.each(HOSTS)('%s from YAML and INI', (host, vars, iniOnly) => {
    expect(varsOf(load('hosts.yml'), host)).toEqual(vars)
    expect(varsOf(load('hosts.ini'), host)).toEqual({ ...vars, ...iniOnly })
  })

  it('know where they were written', () => {
    const { vars } = load('hosts.ini').hosts.get('web01')!
    expect(positionOf(vars, 'http_port')).toMatchObject({ line: 4, column: 12 })
    expect(positionOf(vars, 'color')).toMatchObject({ file: project.path('host_vars/web01.yml'), line: 1 })
    expect(vars['inventory_file']).toBe(project.path('hosts.ini'))
  })
})

describe('groups', () => {
  it('hold their hosts in inventory order', () => {
    const inventory = load('hosts.yml')
    const hosts = (group: string) => inventory.groups.get(group)!.hosts.join(' ')
    expect(hosts('all')).toBe('lone web01 web02 web03 web04 db-a db-b db-c')
    expect(hosts('prod')).toBe('web01 web02 web03 web04 db-a db-b db-c')
    expect(hosts('ungrouped')).toBe('lone')
    expect(inventory.groups.get('prod')!.children).toEqual(['web', 'db'])
    expect([...inventory.hosts.keys()].join(' ')).toBe(hosts('all'))
  })

  it('rank by depth, priority and name', () => {
    const text = '[b]\nh\n[a]\nh\n[c:children]\nb\n[a:vars]\nansible_group_priority=2\n[d]\nh\n'
    const more = new Project({ hosts: text })
    const inventory = loadInventory([more.path('hosts')])
    more.remove()
    expect(inventory.hosts.get('h')!.groups).toEqual(['c', 'd', 'a', 'b'])
  })
})

describe('sources', () => {
  it('are merged, later over earlier', () => {
    const more = new Project({ 'a.yml': 'web: {hosts: {w: {x: 1, y: 1}}}', 'b.ini': '[db]\nw x=2\n' })
    const inventory = loadInventory([more.path('a.yml'), more.path('b.ini'), 'extra1,extra2:2222,'])
    expect(varsOf(inventory, 'w')).toEqual({ x: 2, y: 1 })
    expect(inventory.hosts.get('w')!.groups).toEqual(['db', 'web'])
    expect(varsOf(inventory, 'extra2')).toEqual({ ansible_port: 2222 })
    more.remove()
  })

  it('may be directories, of which some files are passed over', () => {
    const more = new Project({
      '01-web': '[web]\nw1\n',
      '02-more.yml': 'web: {hosts: {w2: }}',
      '03-old.bak': '[broken\n',
      'README.md': '# not an inventory',
      'group_vars/web.yml': 'from: directory\n',
    })
    const inventory = loadInventory([more.directory])
    expect(inventory.groups.get('web')!.hosts).toEqual(['w1', 'w2'])
    expect(varsOf(inventory, 'w2')).toEqual({ from: 'directory' })
    more.remove()
  })

  it('may not be scripts', () => {
    const more = new Project({ hosts: '#!/bin/sh\necho {}\n' })
    expect(errorsOf(() => loadInventory([more.path('hosts')]))[0]?.message).toContain('is a script')
    more.remove()
  })

  it('tell everything that is wrong in them at once', () => {
    const more = new Project({ hosts: '[web\nx y\n[db:chidren]\n[ok]\nh[2:1]\n' })
    const errors = errorsOf(() => loadInventory([more.path('hosts')]))
    expect(errors.map((error) => error.at?.line)).toEqual([1, 2, 3, 5])
    more.remove()
  })
})

describe('withHost', () => {
  it('adds a host and groups without changing the inventory, with the variables of group files', () => {
    const before = load('hosts.yml')
    writeVars('group_vars/fresh.yml', 'fresh: true\n')
    const after = before.withHost('new', ['web', 'fresh'], { x: 1 })
    expect(varsOf(after, 'new')).toMatchObject({ x: 1, tier: 'web' })
    expect(after.groups.get('prod')!.hosts).toContain('new')
    expect(after.hosts.get('new')!.groups).toEqual(['fresh', 'prod', 'web'])
    expect(before.hosts.has('new')).toBe(false)
    expect(before.groups.get('web')!.hosts).not.toContain('new')
    expect(after.withHost('lone', ['web'], {}).groups.get('ungrouped')!.hosts).toEqual([])
  })
})

function writeVars(name: string, text: string): void {
  mkdirSync(dirname(project.path(name)), { recursive: true })
  writeFileSync(project.path(name), text)
}

describe('ten thousand hosts', () => {
  const lines = Array.from(
    { length: 10_000 },
    (_, i) => `    web${i}.example.com: {ansible_host: 10.0.${i >> 8}.${i & 255}}`,
  )
  const big = new Project({ 'hosts.yml': `web:\n  hosts:\n${lines.join('\n')}\n` })
  afterAll(() => big.remove())

  it('load, each with its own variables', () => {
    const inventory = loadInventory([big.path('hosts.yml')])
    const all = [...inventory.hosts.values()].map((host) => host.vars['ansible_host'])
    expect(new Set(all).size).toBe(10_000)
  })
})
