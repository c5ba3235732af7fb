import { describe, expect, it } from 'vitest'
import { auditInventory, auditOf } from '../../../src/stack/audit/audit.ts'
import type { Complaint } from '../../../src/stack/audit/finding.ts'
import { topologyOfFile } from '../topologies.ts'

/** What holds for the inventories that come with `stack`, of what their hosts and groups decide: why, in short. */
const HOLDS: Readonly<Record<string, Partial<Record<Complaint, readonly string[]>>>> = {
  'split-tiers': {
    'load-balancer': ['lb1 is the only load balancer'],
    redundancy: ['web1 is the only web server', 'app1 is the only application server'],
  },
  paired: { 'load-balancer': ['lb1 is the only load balancer'], redundancy: [] },
  combined: { 'load-balancer': ['lb1 is the only load balancer'], redundancy: [] },
  demo: { 'load-balancer': ['lb1 is the only load balancer'], redundancy: [] },
}

describe('the audit of the example inventories', () => {
  it.each(Object.entries(HOLDS))('%s', (name, expected) => {
    const { verdicts } = auditOf(auditInventory(topologyOfFile(`inventory/${name}.yaml`)))
    const found = verdicts
      .filter(({ complaint }) => expected[complaint] !== undefined)
      .map(({ complaint, findings }) => [
        complaint,
        findings.filter(({ severity }) => severity === 'holds').map(({ why }) => why),
      ])
    const wanted = Object.entries(expected).map(([complaint, whys]) => [
      complaint,
      whys.map((why) => expect.stringContaining(why)),
    ])
    expect(found).toEqual(wanted)
  })
})
