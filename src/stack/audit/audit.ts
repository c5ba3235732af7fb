import type { Topology } from '../topology.ts'
import { checkCertificates } from './certificates.ts'
import { COMPLAINTS, type Complaint, type Finding, type Found } from './finding.ts'
import { checkFirewall } from './firewall.ts'
import { checkLoadBalancers } from './loadBalancers.ts'
import { checkMonitoring } from './monitoring.ts'
import { checkPasswords } from './passwords.ts'
import { checkRedundancy } from './redundancy.ts'

/** A look at a site. Pure: the inventory says it all. */
export type Check = (topology: Topology) => readonly Found[]

/** In the order of the five complaints. */
const CHECKS: readonly Check[] = [
  checkLoadBalancers,
  checkRedundancy,
  checkFirewall,
  checkCertificates,
  checkMonitoring,
  checkPasswords,
]

/** The verdict on one of the five complaints. */
export interface Verdict {
  readonly complaint: Complaint
  readonly holds: boolean
  /** Why it holds, first; then warnings. */
  readonly findings: readonly Finding[]
}

export interface Audit {
  /** All five, in their order. */
  readonly verdicts: readonly Verdict[]
  /** What belongs to none of the five: passwords, clocks, hosts that could not be reached. */
  readonly others: readonly Finding[]
}

/** What the inventory itself says about the site. */
export function auditInventory(topology: Topology): readonly Finding[] {
  return CHECKS.flatMap((check) => check(topology)).map((found) => ({ ...found, seen: 'inventory' }))
}

/** Findings put under the complaints that they are about. */
export function auditOf(findings: readonly Finding[]): Audit {
  const complaints = Object.keys(COMPLAINTS) as Complaint[]
  return {
    verdicts: complaints.map((complaint) => {
      const own = findings.filter(({ about }) => about === complaint)
      return { complaint, holds: own.some(isComplaint), findings: own.toSorted(byWeight) }
    }),
    others: findings.filter(({ about }) => about === 'other').toSorted(byWeight),
  }
}

/** 0 when none of the five holds, 4 when a host could not be looked at, else 2. */
export function exitCodeOf(findings: readonly Finding[]): number {
  if (findings.some(({ severity }) => severity === 'unknown')) return 4
  return findings.some(isComplaint) ? 2 : 0
}

function isComplaint({ severity }: Finding): boolean {
  return severity === 'holds'
}

const WEIGHT: readonly Finding['severity'][] = ['holds', 'unknown', 'warning']

function byWeight(a: Finding, b: Finding): number {
  return WEIGHT.indexOf(a.severity) - WEIGHT.indexOf(b.severity)
}
