import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AuditJson, FindingJson } from '../../src/stack/audit/json.ts'
import { ROOT } from '../tools/sourceFiles.ts'
import { eventually, told } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'

/** What breaks a site, and what the audit has to say of it. */
const FAULTS: readonly { readonly host: string; readonly script: string; readonly finds: string }[] = [
  { host: 'web1', script: 'ufw disable', finds: 'firewall web1: the firewall of web1 is not in force' },
  {
    host: 'web2',
    script: "ufw allow 3306/tcp && mariadb -e 'STOP REPLICA SQL_THREAD'",
    finds: "firewall web2: a rule of web2's firewall lets anyone reach the database (port 3306)",
  },
  {
    host: 'web2',
    script: "mariadb -e 'SET GLOBAL read_only = OFF'",
    finds: 'redundancy web2: the replica web2 takes writes',
  },
  {
    host: 'web2',
    script: 'true',
    finds: 'redundancy web2: the replica web2 has stopped following the primary: its applying thread',
  },
  {
    host: 'web1',
    script: 'systemctl stop nginx',
    finds: 'redundancy web1: nginx is inactive on web1: it answers no request',
  },
  {
    host: 'lb2',
    script: 'systemctl stop haproxy',
    finds: 'load-balancer lb2: haproxy is inactive on lb2: it balances nothing',
  },
  {
    host: 'lb1',
    script: 'systemctl stop prometheus-alertmanager',
    finds: 'monitoring lb1: prometheus-alertmanager is inactive on lb1: nobody is told',
  },
]

/** HAProxy's own opinion follows its checks, some seconds later. */
const ROTATION = 'redundancy web1: lb1 sends no requests to web1: its health check fails (DOWN)'

describeOnHosts('stack audit --live', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  const live = async (...args: string[]) => {
    const { code, stdout, stderr } = await site().stack('audit', '--live', '--json', ...args)
    if (stdout === '') throw new Error(`the audit ended with ${code}: ${stderr}`)
    const audit = JSON.parse(stdout) as AuditJson
    const seen = findingsOf(audit).filter((finding) => finding.seen === 'live')
    return {
      code,
      seen: seen.filter(({ severity }) => severity !== 'warning').map(shown),
      all: seen.map(shown),
    }
  }

  beforeAll(async () => {
    opened = await openSite('audit', await readFile(join(ROOT, 'inventory/load-balanced.yaml'), 'utf8'))
    expect(told(await opened.stack('up', '--output', 'json')).failures).toEqual([])
  })
  afterAll(() => opened?.close())

  it('has nothing to add about a site that is well, and takes no lock', async () => {
    // Whoever wants the lock of this host now has to wait.
    await site().on('web1', 'setsid flock /run/lock/stack.lock sleep 60 >/dev/null 2>&1 </dev/null &')
    await eventually(async () => {
      const { code, all } = await live()
      expect(all).toEqual([])
      expect(code).toBe(2)
      return true
    }, 90_000)
  })

  it('ends with 0 where the inventory leaves nothing to complain about either', async () => {
    const vars = { site_domains: ['www.foobar.com'], monitoring_webhook_url: 'http://127.0.0.1:9/' }
    const { code, stdout } = await site().stack('audit', '-e', JSON.stringify(vars))
    expect(stdout).toContain('none of the five complaints holds')
    expect(code).toBe(0)
  })

  it('finds everything that is broken, and names it', async () => {
    for (const { host, script } of FAULTS) await site().on(host, script)
    const { code, seen } = await eventually(async () => {
      const audit = await live()
      return audit.seen.some((one) => one.startsWith(ROTATION)) ? audit : undefined
    }, 60_000)
    const expected = [...FAULTS.map(({ finds }) => finds), ROTATION].sort()
    expect([...seen].sort()).toEqual(expected.map((text) => expect.stringContaining(text)))
    expect(code).toBe(2)
  })

  it('looks at the hosts of --limit only', async () => {
    const { seen } = await live('--limit', 'lb2')
    expect(seen).toEqual([expect.stringContaining('load-balancer lb2: haproxy is inactive')])
  })

  it('says of a host that is out of reach that nothing is known, and goes on with the others', async () => {
    await site().on('web2', 'systemctl stop ssh.socket ssh 2>/dev/null || systemctl stop ssh')
    const { code, stdout } = await site().stack('audit', '--live', '-T', '3')
    // Lines are broken to fit the terminal.
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toMatch(/unknown: web2 \(web server, application server, replica\) could not be looked at/)
    expect(text).toContain('haproxy is inactive on lb2')
    expect(code).toBe(4)
  })
})

function findingsOf({ complaints, others }: AuditJson): (FindingJson & { readonly about: string })[] {
  return [
    ...complaints.flatMap(({ id, findings }) => findings.map((finding) => ({ ...finding, about: id }))),
    ...others.map((finding) => ({ ...finding, about: 'other' })),
  ]
}

function shown({ about, hosts, why }: FindingJson & { readonly about: string }): string {
  return `${about} ${hosts.join()}: ${why}`
}
