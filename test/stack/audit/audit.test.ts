import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/shell/secret.ts'
import { auditInventory, auditOf, exitCodeOf } from '../../../src/stack/audit/audit.ts'
import type { Finding } from '../../../src/stack/audit/finding.ts'
import { auditJson } from '../../../src/stack/audit/json.ts'
import type { FirewallRule, Topology, TopologyHost } from '../../../src/stack/topology.ts'
import { DB1, DB2, host, LB1, LB2, MON, site, WEB1, WEB2 } from './healthy.ts'

const REST = [WEB1, WEB2, DB1, DB2, MON]

interface Case {
  readonly name: string
  readonly site: Topology
  /** What is found: `about severity hosts: words of it`. Exactly these. */
  readonly finds: readonly string[]
}

const BALANCERS: readonly Case[] = [
  {
    name: 'no load balancer',
    site: site({ hosts: REST }),
    finds: [
      'load-balancer holds : the inventory has no load balancer',
      'https holds : there is no load balancer',
    ],
  },
  {
    name: 'one load balancer',
    site: site({ hosts: [LB1, ...REST] }),
    finds: ['load-balancer holds lb1: lb1 is the only load balancer'],
  },
  {
    name: 'no virtual address',
    site: site({ virtualAddress: '', siteAddress: LB1.address }),
    finds: ['load-balancer holds lb1,lb2: no address moves'],
  },
  {
    name: 'two names of one machine',
    site: site({ hosts: [LB1, { ...LB2, address: LB1.address }, ...REST] }),
    finds: ['load-balancer holds lb1,lb2: the load balancers lb1 and lb2 have one address'],
  },
  {
    name: 'a virtual address that is a load balancer’s own',
    site: site({ virtualAddress: LB2.address, siteAddress: LB2.address }),
    finds: ["load-balancer holds lb2: the virtual address 192.0.2.12 is lb2's own"],
  },
  {
    name: 'a virtual address that is no address',
    site: site({ virtualAddress: 'vip', siteAddress: 'vip' }),
    finds: ['load-balancer holds lb1,lb2: load_balancer_virtual_address is no IPv4 address: vip'],
  },
  {
    name: 'nothing that moves the virtual address',
    site: site({ hosts: [LB1, without(LB2, 'virtual_address'), ...REST] }),
    finds: ['load-balancer holds lb2: nothing moves the virtual address'],
  },
  {
    name: 'users sent to one of the load balancers',
    site: site({ siteAddress: LB1.address }),
    finds: ['load-balancer holds lb1,lb2: users are sent to site_address 192.0.2.11'],
  },
  {
    name: 'users sent elsewhere',
    site: site({ siteAddress: '203.0.113.1' }),
    finds: ['load-balancer warning lb1,lb2: users are sent to site_address 203.0.113.1'],
  },
]

const REDUNDANCY: readonly Case[] = [
  {
    name: 'no web server',
    site: site({ hosts: [LB1, LB2, app('app1', 21), app('app2', 22), DB1, DB2, MON] }),
    finds: ['redundancy holds : the inventory has no web server'],
  },
  {
    name: 'one web server and one application server',
    site: site({ hosts: [LB1, LB2, WEB1, DB1, DB2, MON] }),
    finds: [
      'redundancy holds web1: web1 is the only web server',
      'redundancy holds web1: web1 is the only application server',
    ],
  },
  {
    name: 'two web servers over one application server',
    site: site({ hosts: [LB1, LB2, web('web1', 21), web('web2', 22), app('app1', 23), DB1, DB2, MON] }),
    finds: ['redundancy holds app1: app1 is the only application server'],
  },
  {
    name: 'web servers on one machine',
    site: site({ hosts: [LB1, LB2, WEB1, { ...WEB2, address: WEB1.address }, DB1, DB2, MON] }),
    finds: [
      'redundancy holds web1,web2: the web servers web1, web2 have one address',
      'redundancy holds web1,web2: the application servers web1, web2 have one address',
    ],
  },
  {
    name: 'no replica',
    site: site({ hosts: [LB1, LB2, WEB1, WEB2, DB1, MON] }),
    finds: ['redundancy holds db1: db1 holds the only copy of the data'],
  },
  {
    name: 'a replica on the machine of its primary',
    site: site({ hosts: [LB1, LB2, WEB1, WEB2, DB1, { ...DB2, address: DB1.address }, MON] }),
    finds: [
      'redundancy holds db1,db2: the databases db1, db2 have one address',
      'redundancy warning db1: the primary shares db1 with the replica',
    ],
  },
  {
    name: 'no primary',
    site: site({ hosts: [LB1, LB2, WEB1, WEB2, DB2, MON] }),
    finds: ['redundancy holds : the inventory has no database that takes writes'],
  },
  {
    name: 'two primaries',
    site: site({ hosts: [LB1, LB2, WEB1, WEB2, DB1, { ...DB2, tiers: ['primary'] }, MON] }),
    finds: ["redundancy holds db1,db2: the primaries db1, db2 know nothing of each other's data"],
  },
  {
    name: 'the primary beside a web server',
    site: site({
      hosts: [LB1, LB2, WEB1, host('web2', '192.0.2.22', [...WEB2.tiers, 'primary']), DB2, MON],
    }),
    finds: [
      'redundancy warning web2: the primary shares web2 with the web server and the application server',
    ],
  },
]

const FIREWALL: readonly Case[] = [
  {
    name: 'the role left out',
    site: site({ hosts: [LB1, LB2, WEB1, WEB2, without(DB1, 'firewall'), DB2, MON] }),
    finds: ['firewall holds db1: no firewall is set up'],
  },
  {
    name: 'MySQL open to anyone',
    site: site({ hosts: [LB1, LB2, WEB1, WEB2, opening(DB1, '3306'), opening(DB2, '3306'), MON] }),
    finds: ['firewall holds db1,db2: anyone may reach the database (port 3306)'],
  },
  {
    name: 'MySQL open to all addresses, in a range',
    site: site({
      hosts: [LB1, LB2, WEB1, WEB2, opening(DB1, '22,3000:4000', { sources: ['0.0.0.0/0'] }), DB2, MON],
    }),
    finds: ['firewall holds db1: anyone may reach the database (port 3306)'],
  },
  {
    name: 'everything open to anyone',
    site: site({ hosts: [LB1, LB2, WEB1, WEB2, opening(DB1, 'any'), DB2, MON] }),
    finds: [
      'firewall holds db1: anyone may reach the database (port 3306)',
      'firewall warning db1: anyone may reach the application past the web servers (port 8000)',
      'firewall warning db1: anyone may reach the web server past the load balancers (port 80)',
      'firewall warning db1: anyone may reach the figures of node_exporter (port 9100)',
      'firewall warning db1: anyone may reach the figures of mysqld_exporter (port 9104)',
      'firewall warning db1: anyone may reach the figures of nginx_exporter (port 9113)',
      'firewall warning db1: anyone may reach the figures of haproxy (port 8405)',
    ],
  },
  {
    name: 'rules that open nothing',
    site: site({
      hosts: [
        opening(LB1, '80,443', { isExtra: false }),
        LB2,
        WEB1,
        WEB2,
        opening(DB1, '3306', { sources: ['10.0.0.0/8'] }),
        opening(DB2, '3306', { protocol: 'udp' }),
        opening(MON, '3306', { sources: [] }),
      ],
    }),
    finds: [],
  },
  {
    name: 'SSH from everywhere',
    site: site({ hosts: [sshFrom(LB1, 'any'), sshFrom(LB2, '::/0'), ...REST] }),
    finds: ['firewall warning lb1,lb2: SSH may be tried from everywhere'],
  },
]

const DOMAIN_FAULTS: Readonly<Record<string, string>> = {
  '192.0.2.10': 'site_domains names the address 192.0.2.10',
  '*.foobar.com': 'the certificate authority cannot prove the wildcard *.foobar.com',
  'foo bar': "site_domains holds 'foo bar', which is no domain",
  localhost: "site_domains holds 'localhost', which is no domain",
  'www.example.com': 'no public authority issues a certificate for www.example.com',
  'site.local': 'no public authority issues a certificate for site.local',
}

const HTTPS: readonly Case[] = [
  {
    name: 'the role left out',
    site: site({ hosts: [without(LB1, 'certificates'), without(LB2, 'certificates'), ...REST] }),
    finds: ['https holds lb1,lb2: no certificate is asked for'],
  },
  {
    name: 'no domain',
    site: site({ certificates: { domains: [], email: '', authority: 'letsencrypt' } }),
    finds: ['https holds lb1,lb2: the site has no domain'],
  },
  ...['192.0.2.10', '*.foobar.com', 'foo bar', 'localhost', 'www.example.com', 'site.local'].map(
    (domain): Case => ({
      name: `the domain ${domain}`,
      site: site({ certificates: { domains: [domain], email: 'a@foobar.com', authority: 'letsencrypt' } }),
      finds: [`https holds : ${DOMAIN_FAULTS[domain]}`],
    }),
  ),
  {
    name: 'the staging authority',
    site: site({ certificates: { domains: ['foobar.com'], email: '', authority: 'staging' } }),
    finds: ['https holds lb1,lb2: the certificate comes from the staging authority'],
  },
  {
    name: 'a private authority, for a private name',
    site: site({ certificates: { domains: ['www.site.test'], email: 'a@site.test', authority: 'private' } }),
    finds: ['https warning lb1,lb2: the certificate comes from an authority of your own'],
  },
  {
    name: 'no e-mail',
    site: site({ certificates: { domains: ['foobar.com'], email: '', authority: 'letsencrypt' } }),
    finds: ['https warning lb1,lb2: the certificate authority can write to nobody'],
  },
]

const MONITORING: readonly Case[] = [
  {
    name: 'the role left out',
    site: site({ hosts: [LB1, LB2, WEB1, WEB2, DB1, DB2, without(MON, 'monitoring')] }),
    finds: ['monitoring holds mon: nothing watches the site'],
  },
  {
    name: 'a host without exporters',
    site: site({ hosts: [LB1, LB2, WEB1, without(WEB2, 'exporters'), DB1, DB2, MON] }),
    finds: ['monitoring holds web2: nothing tells how these hosts are'],
  },
  {
    name: 'alerts that lead nowhere',
    site: site({ alertRoutes: [] }),
    finds: ['monitoring holds mon: nobody is told'],
  },
  {
    name: 'monitoring on a load balancer',
    site: site({
      hosts: [{ ...LB1, roles: new Set([...LB1.roles, 'monitoring']) }, LB2, WEB1, WEB2, DB1, DB2],
    }),
    finds: ['monitoring warning lb1: monitoring runs on lb1, which it watches as a load balancer'],
  },
]

const WATCHED_FROM_ELSEWHERE: Case = {
  name: 'monitoring on a load balancer, itself watched from elsewhere',
  site: site({
    heartbeat: true,
    hosts: [{ ...LB1, roles: new Set([...LB1.roles, 'monitoring']) }, LB2, WEB1, WEB2, DB1, DB2],
  }),
  finds: [],
}

const PASSWORDS: readonly Case[] = [
  {
    name: 'not set',
    site: withPasswords([undefined, 'a long enough password']),
    finds: ['other warning : p1: not set'],
  },
  {
    name: 'an example',
    site: withPasswords(['example-password', 'a long enough password']),
    finds: ['other warning : p1: example values'],
  },
  {
    name: 'short and equal',
    site: withPasswords(['secret', 'secret']),
    finds: ['other warning : p1, p2: shorter than 12', 'other warning : p1, p2: the same password'],
  },
]

describe('the audit of an inventory', () => {
  it('has nothing to say against a site as it should be', () => {
    expect(auditInventory(site())).toEqual([])
    expect(exitCodeOf([])).toBe(0)
  })

  describe.each([
    ['load balancers', BALANCERS],
    ['redundancy', REDUNDANCY],
    ['the firewall', FIREWALL],
    ['HTTPS', HTTPS],
    ['monitoring', [...MONITORING, WATCHED_FROM_ELSEWHERE]],
    ['passwords', PASSWORDS],
  ])('of %s', (_about, cases) => {
    it.each(cases)('finds $name', ({ site: given, finds }) => {
      const found = auditInventory(given)
      expect(found.map(shown)).toEqual(finds.map((text) => expect.stringContaining(text)))
      expect(found.filter(({ remedy, why }) => !isSentence(remedy) || !isSentence(why))).toEqual([])
    })
  })
})

describe('the verdict', () => {
  const finding = (about: Finding['about'], severity: Finding['severity']): Finding => ({
    about,
    severity,
    seen: 'live',
    hosts: [],
    why: 'why',
    remedy: 'what',
  })

  it.each([
    ['nothing', [], 0],
    ['warnings', [finding('https', 'warning'), finding('other', 'warning')], 0],
    ['a complaint', [finding('https', 'warning'), finding('firewall', 'holds')], 2],
    ['a host out of reach', [finding('firewall', 'holds'), finding('other', 'unknown')], 4],
  ])('ends with the code for %s', (_name, findings, code) => {
    expect(exitCodeOf(findings)).toBe(code)
  })

  it('names all five complaints, whatever holds, the worst first', () => {
    const { verdicts, others } = auditOf([
      finding('https', 'warning'),
      finding('https', 'holds'),
      finding('other', 'warning'),
    ])
    expect(verdicts.map(({ complaint, holds }) => [complaint, holds])).toEqual([
      ['load-balancer', false],
      ['redundancy', false],
      ['firewall', false],
      ['https', true],
      ['monitoring', false],
    ])
    expect(verdicts[3]?.findings.map(({ severity }) => severity)).toEqual(['holds', 'warning'])
    expect(others).toHaveLength(1)
  })

  it('is a stable shape in JSON', () => {
    const audit = auditOf(auditInventory(site({ hosts: [LB1, ...REST] })))
    expect(auditJson(audit, { sources: ['hosts.yaml'], looked: undefined })).toEqual({
      inventory: ['hosts.yaml'],
      live: false,
      holding: 1,
      complaints: [
        {
          id: 'load-balancer',
          complaint: 'the load balancer is a single point of failure',
          holds: true,
          findings: [
            {
              severity: 'holds',
              seen: 'inventory',
              hosts: ['lb1'],
              why: 'lb1 is the only load balancer: while it is down, so is the site',
              remedy: expect.stringContaining('the group load_balancers'),
            },
          ],
        },
        ...['redundancy', 'firewall', 'https', 'monitoring'].map((id) => ({
          id,
          complaint: expect.any(String),
          holds: false,
          findings: [],
        })),
      ],
      others: [],
    })
  })
})

function shown({ about, severity, hosts, why }: Finding): string {
  return `${about} ${severity} ${hosts.join()}: ${why}`
}

/** As findings are put together with other text: no capital at the start but of a name, no full stop. */
function isSentence(text: string): boolean {
  return !/^[A-Z][a-z]|\.$/.test(text)
}

function without(one: TopologyHost, role: string): TopologyHost {
  return { ...one, roles: new Set([...one.roles].filter((other) => other !== role)) }
}

function opening(one: TopologyHost, ports: string, more: Partial<FirewallRule> = {}): TopologyHost {
  const rule = { ports, protocol: 'tcp', sources: ['any'], isExtra: true, ...more }
  return { ...one, firewall: { ...one.firewall, rules: [rule] } }
}

function sshFrom(one: TopologyHost, source: string): TopologyHost {
  return { ...one, firewall: { ...one.firewall, sshSources: [source] } }
}

function web(name: string, last: number): TopologyHost {
  return host(name, `192.0.2.${last}`, ['web server'])
}

function app(name: string, last: number): TopologyHost {
  return host(name, `192.0.2.${last}`, ['application server'])
}

function withPasswords(values: readonly (string | undefined)[]): Topology {
  return site({
    passwords: values.map((value, index) => ({
      variable: `p${index + 1}`,
      secret: value === undefined ? undefined : new Secret(value),
      isExample: value?.startsWith('example-') ?? false,
    })),
  })
}
