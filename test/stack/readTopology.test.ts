import { describe, expect, it } from 'vitest'
import { StackError, StackErrors } from '../../src/errors.ts'
import { namesOf } from '../../src/stack/topology.ts'
import { inventoryText, topologyOf, topologyOfFile } from './topologies.ts'

const GROUPS = {
  load_balancers: ['lb1', 'lb2'],
  web: ['web1', 'web2'],
  app: ['web1', 'web2'],
  database_primary: ['db1'],
  database_replicas: ['web2'],
}

describe('the topology of an inventory', () => {
  it('says what each host is for, and where it is reached', () => {
    const { hosts } = topologyOf(inventoryText(GROUPS))
    expect(hosts.map(({ name, address, tiers }) => [name, address, tiers])).toEqual([
      ['lb1', '192.0.2.1', ['load balancer']],
      ['lb2', '192.0.2.2', ['load balancer']],
      ['web1', '192.0.2.3', ['web server', 'application server']],
      ['web2', '192.0.2.4', ['web server', 'application server', 'replica']],
      ['db1', '192.0.2.5', ['primary']],
    ])
  })

  it('has the defaults of the roles where the inventory says nothing', () => {
    const topology = topologyOf(inventoryText(GROUPS))
    expect(topology).toMatchObject({
      isLab: false,
      virtualAddress: '',
      siteAddress: '192.0.2.1',
      certificates: { domains: [], authority: 'letsencrypt' },
      ports: { web: 80, app: 8000, mysql: 3306, exporters: { node_exporter: 9100 } },
    })
    expect(namesOf(topology.monitors)).toEqual(['lb1'])
  })

  it('sees variables by their precedence, templates rendered', () => {
    const vars = {
      mysql_port: '{{ 3000 + 307 }}',
      web_port: 81,
      site_domains: ['{{ name }}.example.org'],
      name: 'www',
      load_balancer_virtual_address: '192.0.2.100',
    }
    const topology = topologyOf(inventoryText(GROUPS, vars), { extraVars: ['web_port=8080 stack_lab=yes'] })
    expect(topology).toMatchObject({
      isLab: true,
      siteAddress: '192.0.2.100',
      ports: { web: 8080, mysql: 3307 },
      certificates: { domains: ['www.example.org'] },
    })
  })

  it('reads from the replica beside the application, else from those apart from it', () => {
    const { appServers } = topologyOf(inventoryText(GROUPS))
    expect(appServers.map(({ name, readsFrom }) => [name, readsFrom])).toEqual([
      ['web1', 'web2'],
      ['web2', 'web2'],
    ])
  })

  it('takes the address by which the servers reach each other', () => {
    const text = inventoryText(GROUPS).replace('"192.0.2.5"', '"192.0.2.5", "stack_address": "10.0.0.5"')
    expect(topologyOf(text).primaries[0]?.address).toBe('10.0.0.5')
  })

  it('is the same whatever --limit says', () => {
    const text = inventoryText(GROUPS)
    expect(namesOf(topologyOf(text, { limit: 'web1' }).hosts)).toEqual(namesOf(topologyOf(text).hosts))
  })

  it.each([
    ['all of them', {}, true, true],
    ['--skip-tags firewall', { skipTags: ['firewall'] }, false, true],
    ['--tags web', { tags: ['web'] }, false, false],
  ])('knows which roles a run carries out: %s', (_name, options, firewall, base) => {
    const [first] = topologyOf(inventoryText(GROUPS), options).hosts
    expect([first?.roles.has('firewall'), first?.roles.has('base')]).toEqual([firewall, base])
  })

  it('carries a role out only where its play goes', () => {
    const { hosts } = topologyOf(inventoryText(GROUPS))
    expect(namesOf(hosts.filter(({ roles }) => roles.has('load_balancer')))).toEqual(['lb1', 'lb2'])
    expect(namesOf(hosts.filter(({ roles }) => roles.has('database')))).toEqual(['web2', 'db1'])
  })

  it('keeps passwords as secrets', () => {
    const { passwords } = topologyOf(inventoryText(GROUPS, { mysql_app_password: 'example-one' }))
    expect(passwords.map(({ secret, isExample }) => [secret?.length, isExample])).toEqual([
      [11, true],
      [undefined, false],
      [undefined, false],
      [undefined, false],
    ])
    expect(JSON.stringify(passwords)).not.toContain('example-one')
  })
})

describe('an inventory that describes no site', () => {
  it('has no hosts', () => {
    const text = inventoryText({})
    expect(() => topologyOf(text)).toThrow(/has no hosts/)
  })

  it('lacks a group', () => {
    const text = inventoryText(GROUPS).replace('"web"', '"wep"')
    expect(hintsOf(() => topologyOf(text))).toContain("did you mean 'wep'?")
  })

  it('is not there', () => {
    expect(() => topologyOfFile('/nowhere/hosts.yaml')).toThrow(/there is no inventory/)
  })

  it('is read with a playbook that has nothing to do with the stack', () => {
    const playbooks = ['test/stack/other.yml']
    expect(() => topologyOf(inventoryText(GROUPS), { playbooks })).toThrow(/does not use the stack's roles/)
  })

  it('has a variable that cannot be evaluated', () => {
    const text = inventoryText(GROUPS, { web_port: "{{ 'a' | no_such_filter }}" })
    expect(() => topologyOf(text)).toThrow(/no_such_filter/)
  })
})

function hintsOf(attempt: () => unknown): (string | undefined)[] {
  try {
    attempt()
  } catch (error) {
    if (error instanceof StackErrors) return error.errors.map(({ hint }) => hint)
    if (error instanceof StackError) return [error.hint]
    throw error
  }
  return []
}
