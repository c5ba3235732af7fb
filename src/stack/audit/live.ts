import type { Look } from '../live/sighting.ts'
import { namesOf, type Topology } from '../topology.ts'
import type { Finding, Found } from './finding.ts'
import { checkServedCertificates } from './liveCertificates.ts'
import { checkClocks } from './liveClocks.ts'
import { checkDatabases } from './liveDatabases.ts'
import { checkFirewalls } from './liveFirewalls.ts'
import { checkBalancers } from './liveLoadBalancers.ts'
import { checkWatching } from './liveMonitoring.ts'
import { checkServers } from './liveServers.ts'
import type { LiveCheck, PlannedChanges, Seen } from './seen.ts'

const CHECKS: readonly LiveCheck[] = [
  checkBalancers,
  checkServers,
  checkDatabases,
  checkFirewalls,
  checkServedCertificates,
  checkWatching,
  checkClocks,
]

/** What the hosts themselves say about the site. */
export function auditLooks(
  topology: Topology,
  looks: readonly Look[],
  firewallChanges: PlannedChanges,
  at: number = Date.now(),
): readonly Finding[] {
  const sightings = looks.flatMap((look) => (look.kind === 'seen' ? [look.sighting] : []))
  const known = new Set(sightings.map(({ host }) => host.name))
  const unseen = namesOf(topology.hosts).filter((name) => !known.has(name))
  const seen: Seen = { topology, sightings, unseen, firewallChanges, at }
  const found = [...looks.flatMap(outOfReach), ...CHECKS.flatMap((check) => check(seen))]
  return found.map((one) => ({ ...one, seen: 'live' }))
}

/** Nothing is known of such a host: neither its firewall nor whether its copy of anything is there. */
function outOfReach(look: Look): Found[] {
  if (look.kind === 'seen') return []
  const { host, fault } = look
  const why = `${host.name} (${host.tiers.join(', ') || 'in no group'}) could not be looked at: ${fault.message}`
  const remedy = fault.hint ?? 'see that it runs and can be logged in to'
  return [{ about: 'other', severity: 'unknown', hosts: [host.name], why, remedy }]
}
