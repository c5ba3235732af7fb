import { describe, expect, it } from 'vitest'
import { StackError } from '../../../src/errors.ts'
import { auditLooks } from '../../../src/stack/audit/live.ts'
import type { Look, Sighting } from '../../../src/stack/live/sighting.ts'
import type { Topology } from '../../../src/stack/topology.ts'
import { DB2, LB1, LB2, site, WEB1 } from './healthy.ts'
import {
  ACTIVE,
  both,
  GOOD,
  LIFE_DAYS,
  looksOf,
  mute,
  OTHER,
  replica,
  servers,
  shown,
  silent,
  target,
  ufw,
  unit,
  VIRTUAL,
} from './sightings.ts'

interface Case {
  readonly name: string
  /** What differs from a site that is well. */
  readonly change: Readonly<Record<string, Partial<Sighting>>>
  readonly site?: Topology
  readonly changes?: ReadonlyMap<string, readonly string[]>
  /** How many days from now it is looked at. */
  readonly in?: number
  readonly finds: readonly string[]
}

const CASES: Readonly<Record<string, readonly Case[]>> = {
  'load balancers': [
    {
      name: 'HAProxy stopped',
      change: { lb1: { units: unit('haproxy', 'failed'), haproxy: silent(), https: mute() } },
      finds: ['load-balancer holds lb1: haproxy is failed on lb1'],
    },
    {
      name: 'HAProxy not installed',
      change: { lb1: { units: { haproxy: { ...ACTIVE, loadState: 'not-found', activeState: 'inactive' } } } },
      finds: ['load-balancer holds lb1: haproxy is not installed on lb1'],
    },
    {
      name: 'HAProxy that nobody reaches',
      change: { lb2: { https: mute() } },
      finds: ['load-balancer holds lb2: nobody answers HTTPS on lb2 (192.0.2.12 port 443): refused'],
    },
    {
      name: 'keepalived stopped',
      change: { lb2: { units: { ...unit('haproxy'), ...unit('keepalived', 'inactive') } } },
      finds: ['load-balancer holds lb2: keepalived is inactive on lb2'],
    },
    {
      name: 'two holders of the virtual address',
      change: { lb2: { addresses: [LB2.address, VIRTUAL] } },
      finds: ['load-balancer holds lb1,lb2: lb1 and lb2 both hold the virtual address 192.0.2.10'],
    },
    {
      name: 'no holder of the virtual address',
      change: { lb1: { addresses: [LB1.address] } },
      finds: ['load-balancer holds lb1,lb2: no load balancer holds the virtual address'],
    },
    {
      name: 'no virtual address to hold',
      site: site({ virtualAddress: '', siteAddress: LB1.address }),
      change: { lb1: { addresses: [LB1.address] } },
      finds: [],
    },
  ],
  'web and application servers': [
    {
      name: 'Nginx stopped',
      change: { web1: { units: { ...unit('nginx', 'inactive'), ...unit('app') } } },
      finds: ['redundancy holds web1: nginx is inactive on web1'],
    },
    {
      name: 'the application stopped',
      change: { web1: { units: { ...unit('nginx'), ...unit('app', 'failed') } } },
      finds: ['redundancy holds web1: app is failed on web1'],
    },
    {
      name: 'a service that starts anew',
      change: { web1: { units: { ...unit('nginx', 'reloading'), ...unit('app', 'activating') } } },
      finds: [],
    },
    {
      name: 'out of rotation on both load balancers',
      change: {
        lb1: { haproxy: servers(['web2', 'DOWN']) },
        lb2: { haproxy: servers(['web2', 'DOWN 1/2']) },
      },
      finds: ['redundancy holds web2: lb1 and lb2 send no requests to web2: its health check fails (DOWN)'],
    },
    {
      name: 'out of rotation by hand',
      change: { lb1: { haproxy: servers(['web2', 'MAINT']) } },
      finds: ['redundancy warning web2: web2 is out of rotation on lb1, as somebody has asked (MAINT)'],
    },
    {
      name: 'a server of another backend',
      change: { lb1: { haproxy: servers(['lb2', 'DOWN'], ['web1', 'UP 1/2'], ['web2', 'no check']) } },
      finds: [],
    },
  ],
  databases: [
    {
      name: 'a database that does not answer',
      change: { db1: { database: { kind: 'silent', reason: 'no socket' } } },
      finds: ['redundancy holds db1: the database of db1 does not answer: no socket'],
    },
    {
      name: 'a read-only primary',
      change: { db1: { database: { kind: 'answers', readOnly: true, replication: undefined } } },
      finds: ['redundancy holds db1: the primary db1 takes no writes'],
    },
    {
      name: 'a primary that replicates',
      change: { db1: { database: { ...replica(), readOnly: false } } },
      finds: ['redundancy holds db1: the primary db1 itself replicates from 192.0.2.31'],
    },
    {
      name: 'an applying thread that stopped',
      change: { db2: { database: replica({ applier: 'No' }) } },
      finds: ['redundancy holds db2: the replica db2 has stopped following the primary: its applying thread'],
    },
    {
      name: 'a receiving thread that is refused',
      change: {
        db2: { database: replica({ receiver: 'Connecting', receiverError: { code: 1045, text: 'denied' } }) },
      },
      finds: [
        'redundancy holds db2: the replica db2 has stopped following the primary: its receiving thread',
      ],
    },
    {
      name: 'a replica of nobody',
      change: { db2: { database: { kind: 'answers', readOnly: true, replication: undefined } } },
      finds: ['redundancy holds db2: db2 replicates from nowhere'],
    },
    {
      name: 'a replica of another server',
      change: { db2: { database: replica({ host: '192.0.2.99' }) } },
      finds: ['redundancy holds db2: the replica db2 follows 192.0.2.99 port 3306, not the primary db1'],
    },
    {
      name: 'a replica that takes writes',
      change: { db2: { database: { ...replica(), readOnly: false } } },
      finds: ['redundancy holds db2: the replica db2 takes writes'],
    },
    {
      name: 'a replica far behind',
      change: { db2: { database: replica({ lag: 61 }) } },
      finds: ['redundancy warning db2: the replica db2 is 61 s behind'],
    },
    {
      name: 'a replica that has just connected',
      change: { db2: { database: replica({ receiver: 'Connecting', lag: undefined }) } },
      finds: [],
    },
  ],
  firewalls: [
    {
      name: 'no UFW',
      change: { web1: { ufw: ufw({ installed: false }) } },
      finds: ['firewall holds web1: the firewall of web1 is not in force: UFW is not installed'],
    },
    {
      name: 'UFW switched off',
      change: { web1: { ufw: ufw({ enabled: false }) } },
      finds: ['firewall holds web1: the firewall of web1 is not in force: it is switched off'],
    },
    {
      name: 'UFW that was flushed',
      change: { web1: { ufw: ufw({ loaded: false }) } },
      finds: ['firewall holds web1: the firewall of web1 is not in force: its rules are not in the kernel'],
    },
    {
      name: 'UFW that lets in by default',
      change: {
        web1: { ufw: ufw({ policies: { incoming: 'allow', outgoing: 'allow', routed: 'deny' } }) },
      },
      finds: ['firewall holds web1: the firewall of web1 is not in force: it lets in what no rule speaks of'],
    },
    {
      name: 'a rule that opens the database',
      change: { db1: { ufw: ufw({}, 'allow tcp 3306 0.0.0.0/0 any 0.0.0.0/0 in') } },
      finds: ["firewall holds db1: a rule of db1's firewall lets anyone reach the database (port 3306)"],
    },
    {
      name: 'a range that opens the database by IPv6',
      change: { db1: { ufw: ufw({}, 'allow tcp 3000:4000 ::/0 any ::/0 in') } },
      finds: ["firewall holds db1: a rule of db1's firewall lets anyone reach the database (port 3306)"],
    },
    {
      name: 'rules that nobody has asked for',
      change: { lb1: { ufw: ufw({}, 'allow tcp 2222 0.0.0.0/0 any 0.0.0.0/0 in') } },
      finds: [
        "firewall warning lb1: rules of lb1's firewall that the inventory does not ask for let anyone in: 2222/tcp",
      ],
    },
    {
      name: 'rules that let in few, or refuse',
      change: {
        db1: {
          ufw: ufw(
            {},
            'allow tcp 3306 0.0.0.0/0 any 192.0.2.0/24 in',
            'deny tcp 3306 0.0.0.0/0 any 0.0.0.0/0 in',
          ),
        },
      },
      finds: [],
    },
    {
      name: 'rules that a run would change',
      change: {},
      changes: new Map([['db1', ['Let in what the topology needs']]]),
      finds: ["firewall warning db1: the rules of db1's firewall are not what the topology wants"],
    },
  ],
  certificates: [
    {
      name: 'one that has ended',
      change: {},
      in: LIFE_DAYS + 1,
      finds: [
        'https holds lb1: the certificate that lb1 shows has ended',
        'https holds lb2: the certificate that lb2 shows has ended',
      ],
    },
    {
      name: 'one that ends soon',
      change: {},
      in: LIFE_DAYS - 5,
      finds: [
        'https warning lb1: the certificate that lb1 shows ends in',
        'https warning lb2: the certificate that lb2 shows ends in',
      ],
    },
    {
      name: 'one for another name, on one of two',
      change: { lb2: { https: shown(OTHER) } },
      finds: [
        'https holds lb2: the certificate that lb2 shows is not for www.foobar.com',
        'https warning lb1,lb2: lb1 and lb2 show different certificates',
      ],
    },
    {
      name: "one of the site's own making",
      change: both(shown(GOOD, 18)),
      finds: [
        "https holds lb1: lb1 shows a certificate of the site's own making",
        "https holds lb2: lb2 shows a certificate of the site's own making",
      ],
    },
    {
      name: 'one of the site’s own making, without a domain',
      site: site({ certificates: { domains: [], email: '', authority: 'letsencrypt' } }),
      change: both(shown(GOOD, 18)),
      finds: [],
    },
  ],
  monitoring: [
    {
      name: 'Prometheus stopped',
      change: {
        mon: { units: { ...unit('prometheus', 'inactive'), ...unit('prometheus-alertmanager') } },
      },
      finds: ['monitoring holds mon: prometheus is inactive on mon: nothing is watched'],
    },
    {
      name: 'Alertmanager stopped',
      change: {
        mon: { units: { ...unit('prometheus'), ...unit('prometheus-alertmanager', 'failed') } },
      },
      finds: ['monitoring holds mon: prometheus-alertmanager is failed on mon: nobody is told'],
    },
    {
      name: 'Prometheus that does not answer',
      change: { mon: { targets: undefined } },
      finds: ['monitoring holds mon: Prometheus of mon runs, but does not answer'],
    },
    {
      name: 'nothing watched',
      change: { mon: { targets: [] } },
      finds: ['monitoring holds mon: Prometheus of mon watches nothing'],
    },
    {
      name: 'an exporter that does not answer',
      change: { mon: { targets: [target(WEB1, true), target(DB2, false)] } },
      finds: ['monitoring warning db2: Prometheus gets no answer of node on db2'],
    },
  ],
  clocks: [
    {
      name: 'one that is wrong',
      change: { db1: { clock: { ahead: 90_000, uncertainty: 5 } } },
      finds: ['other warning db1: the clock of db1 is 90 s ahead'],
    },
    {
      name: 'one that may be right',
      change: { db1: { clock: { ahead: -2500, uncertainty: 600 } } },
      finds: [],
    },
  ],
}

describe('the audit of hosts', () => {
  it('has nothing to say against a site that is well', () => {
    expect(auditLooks(site(), looksOf(site(), {}), new Map())).toEqual([])
  })

  describe.each(Object.entries(CASES))('of %s', (_about, cases) => {
    it.each(cases)(
      'finds $name',
      ({ change, site: given = site(), changes = new Map(), in: days = 0, finds }) => {
        const at = Date.now() + days * 86_400_000
        const found = auditLooks(given, looksOf(given, change), changes, at)
        expect(
          found.map(({ about, severity, hosts, why }) => `${about} ${severity} ${hosts.join()}: ${why}`),
        ).toEqual(finds.map((text) => expect.stringContaining(text)))
        expect(found.every(({ seen }) => seen === 'live')).toBe(true)
      },
    )
  })

  it('blames no clock of a host when the controller’s own is wrong', () => {
    const late = { clock: { ahead: 60_000, uncertainty: 1 } }
    const change = Object.fromEntries(site().hosts.map(({ name }) => [name, late]))
    expect(auditLooks(site(), looksOf(site(), change), new Map())).toEqual([])
  })

  it('tells of a host that is out of reach, and concludes nothing from what it does not know', () => {
    const looks = looksOf(site(), {}).map((look): Look => {
      if (look.kind !== 'seen' || look.sighting.host !== LB1) return look
      return { kind: 'unseen', host: LB1, fault: new StackError('unreachable', 'lb1 cannot be reached') }
    })
    expect(auditLooks(site(), looks, new Map())).toEqual([
      {
        about: 'other',
        severity: 'unknown',
        seen: 'live',
        hosts: ['lb1'],
        why: 'lb1 (load balancer) could not be looked at: lb1 cannot be reached',
        remedy: 'see that it runs and can be logged in to',
      },
    ])
  })

  it('says nothing of hosts that it was not asked about', () => {
    const looks = looksOf(site(), {}).filter((look) => look.kind === 'seen' && look.sighting.host === LB2)
    expect(auditLooks(site(), looks, new Map())).toEqual([])
  })
})
