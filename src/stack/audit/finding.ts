/** What every description of a small web infrastructure says against itself, and one thing more. */
export type Complaint = 'load-balancer' | 'redundancy' | 'firewall' | 'https' | 'monitoring'

/** The five complaints in the order in which they are told, each with its words. */
export const COMPLAINTS: Readonly<Record<Complaint, string>> = {
  'load-balancer': 'the load balancer is a single point of failure',
  redundancy: 'a web, application or database server is missing redundancy',
  firewall: 'no firewall',
  https: 'no HTTPS',
  monitoring: 'no monitoring',
}

/** What the audit has to say about a site. */
export interface Finding {
  /** What it is about; `other` belongs to none of the five and is never more than a warning. */
  readonly about: Complaint | 'other'
  /**
   * `holds`: the complaint holds because of it. `warning`: worth putting right, but the complaint does not
   * hold for it. `unknown`: a host could not be looked at, so nothing can be said.
   */
  readonly severity: 'holds' | 'warning' | 'unknown'
  /** Whether the inventory says it or the hosts themselves. */
  readonly seen: 'inventory' | 'live'
  /** The hosts concerned; empty: the site as a whole. */
  readonly hosts: readonly string[]
  /** One sentence, lower-case, without a full stop. */
  readonly why: string
  /** What to do, with the variable or group to set; likewise. */
  readonly remedy: string
}

/** What a check finds; the audit knows itself what was seen where. */
export type Found = Omit<Finding, 'seen'>

export function holds(about: Complaint, hosts: readonly string[], why: string, remedy: string): Found {
  return { about, severity: 'holds', hosts, why, remedy }
}

export function warning(
  about: Finding['about'],
  hosts: readonly string[],
  why: string,
  remedy: string,
): Found {
  return { about, severity: 'warning', hosts, why, remedy }
}
