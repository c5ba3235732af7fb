import type { OpenedRun } from '../../engine/openRun.ts'
import { matchHosts } from '../../inventory/pattern.ts'
import type { Finding } from '../audit/finding.ts'
import { auditLooks } from '../audit/live.ts'
import type { Topology } from '../topology.ts'
import { firewallChanges } from './firewallChanges.ts'
import { lookAtHosts, type OnLook } from './look.ts'

/** What the hosts within `--limit` say, and how many they are. */
export interface HostAudit {
  readonly findings: readonly Finding[]
  readonly looked: number
}

/**
 * Looks at the hosts of a site and says what is wrong with them. Reads only, and takes no lock.
 * @throws StackError `interrupted`
 */
export async function auditHosts(run: OpenedRun, topology: Topology, onLook: OnLook): Promise<HostAudit> {
  const { options, world, connections, signal } = run.context
  const within = new Set(matchHosts(world.inventory, 'all', { limit: options.limit }).hosts)
  const hosts = topology.hosts.filter(({ name }) => within.has(name))
  try {
    const [looks, changes] = await Promise.all([
      lookAtHosts(run, topology, hosts, onLook),
      firewallChanges(options, signal),
    ])
    return { findings: auditLooks(topology, looks, changes), looked: hosts.length }
  } finally {
    await connections.close()
  }
}
