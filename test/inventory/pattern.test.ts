import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { findHost } from '../../src/inventory/implicitLocalhost.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { matchHosts } from '../../src/inventory/pattern.ts'
import { errorsOf, Project } from '../playbook/project.ts'

const project = new Project({
  hosts: `
lone
[web]
web[01:04].x
[db]
db-[a:c]
[prod:children]
web
db
[empty]
`,
})
afterAll(() => project.remove())
const inventory = loadInventory([project.path('hosts')])

const WEB = 'web01.x web02.x web03.x web04.x'
const DB = 'db-a db-b db-c'

// What `ansible -i hosts PATTERN --list-hosts` prints.
const PATTERNS: readonly (readonly [string, string])[] = [
  ['all', `lone ${WEB} ${DB}`],
  ['*', `lone ${WEB} ${DB}`],
  ['web', WEB],
  ['web:db', `${WEB} ${DB}`],
  ['db,web', `${DB} ${WEB}`],
  ['web:!web02.x', 'web01.x web03.x web04.x'],
  ['prod:&web', WEB],
  ['prod:&web:!web01.x', 'web02.x web03.x web04.x'],
  ['!web', `lone ${DB}`],
  ['*.x', WEB],
  ['web0?.x', WEB],
  ['web0[12].x', 'web01.x web02.x'],
  ['db-[!a]', 'db-b db-c'],
  ['~(web|db-)0?[12a]', 'web01.x web02.x db-a'],
  ['web[0]', 'web01.x'],
  ['web[-1]', 'web04.x'],
  ['web[1:2]', 'web02.x web03.x'],
  ['web[2:]', 'web03.x web04.x'],
  ['db-b,web01.x', 'db-b web01.x'],
  ['lone:lone', 'lone'],
  ['empty', ''],
  ['localhost', 'localhost'],
]

describe('matchHosts', () => {
  it.each(PATTERNS)('%s', (pattern, hosts) => {
    expect(matchHosts(inventory, pattern)).toEqual({
      hosts: hosts.split(' ').filter((host) => host !== ''),
      unmatched: [],
      unmatchedLimit: [],
    })
  })

  it('takes a list of patterns', () => {
    expect(matchHosts(inventory, ['db[0]', 'lone']).hosts).toEqual(['db-a', 'lone'])
  })

  it.each([
    ['nope:web', ['nope']],
    ['*.y', ['*.y']],
    ['web[9]', ['web[9]']],
    ['web:!nope', ['nope']],
    ['10.0.0.1', ['10.0.0.1']],
    ['2001:db8::1', ['2001:db8::1']],
  ])('tells what %s names in vain', (pattern, unmatched) => {
    expect(matchHosts(inventory, pattern).unmatched).toEqual(unmatched)
  })

  it('is narrowed by a limit, from a file too', () => {
    writeFileSync(project.path('retry'), 'web02.x\n\ndb-a\n')
    const limit = `@${project.path('retry')},nope`
    expect(matchHosts(inventory, 'prod', { limit })).toEqual({
      hosts: ['web02.x', 'db-a'],
      unmatched: [],
      unmatchedLimit: ['nope'],
    })
    expect(matchHosts(inventory, 'all', { limit: '!web' }).hosts).toEqual(['lone', 'db-a', 'db-b', 'db-c'])
  })

  it('refuses what is no regular expression', () => {
    expect(errorsOf(() => matchHosts(inventory, '~web('))[0]).toMatchObject({ code: 'syntax' })
  })
})

describe('this machine', () => {
  it('is there under its usual names without being in the inventory', () => {
    expect(findHost(inventory, 'localhost')).toMatchObject({ vars: { ansible_connection: 'local' } })
    expect(inventory.hosts.has('localhost')).toBe(false)
    expect(findHost(inventory, 'nope')).toBeUndefined()
  })
})
