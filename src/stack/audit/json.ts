import type { Audit } from './audit.ts'
import { COMPLAINTS, type Finding } from './finding.ts'

/** What `stack audit --json` prints. Fields are added over time, never taken away or renamed. */
export interface AuditJson {
  readonly inventory: readonly string[]
  /** Whether hosts were looked at. */
  readonly live: boolean
  /** How many of the five complaints hold. */
  readonly holding: number
  /** All five, always in the same order. */
  readonly complaints: readonly ComplaintJson[]
  /** What belongs to none of the five. */
  readonly others: readonly FindingJson[]
}

export interface ComplaintJson {
  /** `load-balancer`, `redundancy`, `firewall`, `https` or `monitoring`. */
  readonly id: string
  readonly complaint: string
  readonly holds: boolean
  readonly findings: readonly FindingJson[]
}

export interface FindingJson {
  readonly severity: Finding['severity']
  readonly seen: Finding['seen']
  readonly hosts: readonly string[]
  readonly why: string
  readonly remedy: string
}

export function auditJson(
  { verdicts, others }: Audit,
  site: { readonly sources: readonly string[]; readonly looked: number | undefined },
): AuditJson {
  return {
    inventory: site.sources,
    live: site.looked !== undefined,
    holding: verdicts.filter(({ holds }) => holds).length,
    complaints: verdicts.map(({ complaint, holds, findings }) => ({
      id: complaint,
      complaint: COMPLAINTS[complaint],
      holds,
      findings: findings.map(findingJson),
    })),
    others: others.map(findingJson),
  }
}

function findingJson({ severity, seen, hosts, why, remedy }: Finding): FindingJson {
  return { severity, seen, hosts, why, remedy }
}
