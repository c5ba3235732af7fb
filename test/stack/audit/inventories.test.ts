import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { auditInventory, auditOf } from '../../../src/stack/audit/audit.ts'
import type { Complaint } from '../../../src/stack/audit/finding.ts'
import { topologyOfFile } from '../topologies.ts'

type Expected = Readonly<Partial<Record<Complaint, readonly string[]>>>

// Their users have to say these: a name of theirs, and whom to tell.
const NO_DOMAIN = 'the site has no domain, only a certificate of its own making'
const NOBODY_TOLD = 'nobody is told'
const TO_BE_SET: Expected = { https: [NO_DOMAIN], monitoring: [NOBODY_TOLD] }

const ONE_BALANCER = ['lb1 is the only load balancer']

/** Which complaints hold for the inventories that come with `stack`, and why. */
const HOLDS: Readonly<Record<string, Expected>> = {
  // As its description has it: one server a tier. More may join.
  'split-tiers': {
    'load-balancer': ONE_BALANCER,
    redundancy: ['web1 is the only web server', 'app1 is the only application server'],
    ...TO_BE_SET,
  },
  paired: { 'load-balancer': ONE_BALANCER, ...TO_BE_SET },
  combined: { 'load-balancer': ONE_BALANCER, ...TO_BE_SET },
  demo: { 'load-balancer': ONE_BALANCER, ...TO_BE_SET },
  'load-balanced': TO_BE_SET,
  'highly-available': TO_BE_SET,
}

describe('the audit of the example inventories', () => {
  it('is told of all of them here', () => {
    const files = readdirSync('inventory').filter((file) => file.endsWith('.yaml'))
    expect(Object.keys(HOLDS).sort()).toEqual(files.map((file) => file.replace(/\.yaml$/, '')).sort())
  })

  it.each(Object.entries(HOLDS))('%s', (name, expected) => {
    expect(holding(name)).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([complaint, whys]) => [
          complaint,
          whys.map((why) => expect.stringContaining(why)),
        ]),
      ),
    )
  })

  it('leaves nothing to complain about once a domain and somebody to tell are set', () => {
    const vars = { site_domains: ['www.foobar.com'], monitoring_webhook_url: 'https://hooks.foobar.com/' }
    for (const name of ['load-balanced', 'highly-available'])
      expect(holding(name, JSON.stringify(vars)), name).toEqual({})
  })

  it('brings complaints back with what a run leaves out', () => {
    const { verdicts } = auditOf(
      auditInventory(
        topologyOfFile('inventory/highly-available.yaml', {
          skipTags: ['firewall', 'certificates', 'virtual_address', 'monitoring'],
        }),
      ),
    )
    expect(verdicts.filter(({ holds }) => holds).map(({ complaint }) => complaint)).toEqual([
      'load-balancer',
      'firewall',
      'https',
      'monitoring',
    ])
  })
})

/** Why complaints hold, by complaint. */
function holding(name: string, ...extraVars: readonly string[]): Record<string, string[]> {
  const { verdicts } = auditOf(auditInventory(topologyOfFile(`inventory/${name}.yaml`, { extraVars })))
  return Object.fromEntries(
    verdicts
      .filter(({ holds }) => holds)
      .map(({ complaint, findings }) => [
        complaint,
        findings.filter(({ severity }) => severity === 'holds').map(({ why }) => why),
      ]),
  )
}
