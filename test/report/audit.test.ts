import { describe, expect, it } from 'vitest'
import { type AuditTextOptions, auditText, speaksUnicode } from '../../src/report/audit.ts'
import { painter } from '../../src/report/colour.ts'
import { width } from '../../src/report/width.ts'
import { auditOf } from '../../src/stack/audit/audit.ts'
import { COMPLAINTS, type Finding } from '../../src/stack/audit/finding.ts'

const FINDINGS: readonly Finding[] = [
  {
    about: 'load-balancer',
    severity: 'holds',
    seen: 'inventory',
    hosts: ['lb1'],
    why: 'lb1 is the only load balancer: while it is down, so is the site',
    remedy:
      'name a second host in the group load_balancers, and set load_balancer_virtual_address to a free IPv4 address of their network',
  },
  {
    about: 'firewall',
    severity: 'warning',
    seen: 'live',
    hosts: ['web1', 'web2'],
    why: 'its name \u001b[31mis odd',
    remedy: 'set it right',
  },
  {
    about: 'other',
    severity: 'unknown',
    seen: 'live',
    hosts: ['db1'],
    why: 'db1 could not be reached',
    remedy: 'start it',
  },
]

const SITE = { sources: ['hosts.yaml'], hosts: 1, looked: 1 }
const ASCII: AuditTextOptions = { words: COMPLAINTS, paint: painter(false), columns: 79, unicode: false }

describe('the text of an audit', () => {
  it('names the five complaints, why they hold and what to do', () => {
    expect(auditText(auditOf(FINDINGS), SITE, ASCII)).toBe(`hosts.yaml: 1 host, 1 looked at

[!!] the load balancer is a single point of failure: holds
  - lb1 is the only load balancer: while it is down, so is the site
    => name a second host in the group load_balancers, and set
       load_balancer_virtual_address to a free IPv4 address of their network

[ok] a web, application or database server is missing redundancy: does not hold

[ok] no firewall: does not hold
  - warning: web1, web2: its name is odd (seen on the host)
    => set it right

[ok] no HTTPS: does not hold

[ok] no monitoring: does not hold

besides:
  - unknown: db1 could not be reached (seen on the host)
    => start it

1 of the five complaints holds, 1 could not be looked into, 1 warning`)
  })

  it('has marks where the terminal shows them, and stays within its width', () => {
    const text = auditText(auditOf(FINDINGS), SITE, { ...ASCII, unicode: true })
    expect(text).toContain('✗ the load balancer is a single point of failure: holds\n  • lb1 is')
    expect(text).toContain('✓ no HTTPS: does not hold')
    expect(text.split('\n').filter((line) => width(line) > 80)).toEqual([])
  })

  it('colours verdicts, and nothing without colour', () => {
    const painted = auditText(auditOf(FINDINGS), SITE, { ...ASCII, paint: painter(true) })
    expect(painted).toContain('\u001b[0;31m[!!] the load balancer')
    expect(painted).toContain('\u001b[0;32m[ok] no HTTPS')
    expect(auditText(auditOf(FINDINGS), SITE, ASCII)).not.toContain('\u001b')
  })

  it('says when none holds', () => {
    const text = auditText(auditOf([]), { ...SITE, hosts: 3, looked: undefined }, ASCII)
    expect(text).toMatch(/^hosts.yaml: 3 hosts, which were not looked at \(--live does\)\n/)
    expect(text).toMatch(/\nnone of the five complaints holds, 0 warnings$/)
  })
})

describe('what a terminal shows', () => {
  it.each([
    [{ LANG: 'en_GB.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'en_GB.UTF-8', LC_CTYPE: 'POSIX', LC_ALL: '' }, false],
    [{}, false],
  ])('%o: %s', (env, unicode) => {
    expect(speaksUnicode(env)).toBe(unicode)
  })
})
