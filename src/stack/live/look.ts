import { resolveBecome } from '../../engine/become.ts'
import { connectionOf } from '../../engine/connectionOf.ts'
import { limit } from '../../engine/limit.ts'
import type { OpenedRun } from '../../engine/openRun.ts'
import { RoleSites } from '../../engine/roleSites.ts'
import { StackError } from '../../errors.ts'
import type { Observer } from '../../host/observation.ts'
import { DEFAULT_FACT_PATH, facts } from '../../host/observations/facts.ts'
import { units } from '../../host/observations/units.ts'
import { haproxyServers } from '../../modules/haproxy/servers.ts'
import { ufwState } from '../../modules/ufw/state.ts'
import { RoleVariables } from '../roleVariables.ts'
import type { Topology, TopologyHost } from '../topology.ts'
import { readClock } from './clock.ts'
import { lookAtDatabase } from './database.ts'
import { httpsAnswer } from './httpsAnswer.ts'
import type { Look, Sighting } from './sighting.ts'
import { lookAtTargets } from './targets.ts'

/** Where HAProxy takes orders: fixed by the role load_balancer. */
const HAPROXY_SOCKET = '/run/haproxy/admin.sock'

/** Hears when a host is being looked at and when that is over. */
export type OnLook = (host: string, phase: 'looking' | 'done') => void

/**
 * Looks at hosts, side by side: as the user whom the playbooks work as, reading only, taking no lock. A host
 * that cannot be reached is an answer, not an error.
 * @throws StackError `interrupted`
 */
export function lookAtHosts(
  run: OpenedRun,
  topology: Topology,
  hosts: readonly TopologyHost[],
  onLook: OnLook,
): Promise<readonly Look[]> {
  const sites = new RoleSites(run)
  return limit(run.context.options.forks, hosts, async (host): Promise<Look> => {
    onLook(host.name, 'looking')
    try {
      const observer = observerOf(run, sites, host)
      return { kind: 'seen', sighting: await lookAt(observer, host, topology, sites) }
    } catch (error) {
      if (!(error instanceof StackError) || error.code === 'interrupted') throw error
      return { kind: 'unseen', host, fault: error }
    } finally {
      onLook(host.name, 'done')
    }
  })
}

/** The same login and the same user as the tasks of the playbooks have. */
function observerOf(run: OpenedRun, sites: RoleSites, { name }: TopologyHost): Observer {
  const { context } = run
  const site = sites.site(name)
  const scope = sites.scope(name)
  if (site === undefined || scope === undefined) {
    throw new StackError('unreachable', `no play of the playbook works on ${name}`, { host: name })
  }
  const spec = connectionOf(site, name, scope, context)
  const become = resolveBecome(site.task, scope, context.world.templar, context.options)
  return context.connections.observer(name, spec, become)
}

async function lookAt(
  observer: Observer,
  host: TopologyHost,
  topology: Topology,
  sites: RoleSites,
): Promise<Sighting> {
  const has = (tier: TopologyHost['tiers'][number]): boolean => host.tiers.includes(tier)
  const names = unitsOf(host, topology, sites)
  const isDatabase = has('primary') || has('replica')
  const name = topology.certificates.domains[0]
  // Asked in one breath, so that all of it travels in one message.
  const [states, ufw, known, haproxy, https, database, targets] = await Promise.all([
    Promise.all(names.map((unit) => observer.observe(units, unit))),
    observer.observe(ufwState, 'ufw'),
    observer.observe(facts, DEFAULT_FACT_PATH),
    has('load balancer') ? observer.observe(haproxyServers, HAPROXY_SOCKET) : undefined,
    has('load balancer')
      ? observer.observe(httpsAnswer, { address: host.address, port: 443, name })
      : undefined,
    isDatabase ? lookAtDatabase(observer, new RoleVariables(sites, host.name, 'database')) : undefined,
    isMonitor(host, topology) ? lookAtTargets(observer, new RoleVariables(sites, host.name)) : undefined,
  ])
  const addresses: unknown = known['ansible_all_ipv4_addresses']
  return {
    host,
    units: Object.fromEntries(names.map((unit, index) => [unit, states[index]!])),
    ufw,
    addresses: Array.isArray(addresses) ? addresses.map(String) : [],
    clock: await readClock(observer),
    ...(haproxy === undefined ? {} : { haproxy }),
    ...(https === undefined ? {} : { https }),
    ...(database === undefined ? {} : { database }),
    targets,
  }
}

export function isMonitor(host: TopologyHost, { monitors }: Topology): boolean {
  return monitors.includes(host) && host.roles.has('monitoring')
}

/** The services that a host's tiers need. Databases are asked themselves: their unit has several names. */
function unitsOf(host: TopologyHost, topology: Topology, sites: RoleSites): readonly string[] {
  const { name, tiers, roles } = host
  const application = new RoleVariables(sites, name, 'application')
  return [
    ...(tiers.includes('load balancer') ? ['haproxy'] : []),
    ...(roles.has('virtual_address') && topology.virtualAddress !== '' ? ['keepalived'] : []),
    ...(tiers.includes('web server') ? ['nginx'] : []),
    ...(tiers.includes('application server') ? [application.text('app_unit') || 'app'] : []),
    ...(isMonitor(host, topology) ? ['prometheus', 'prometheus-alertmanager'] : []),
  ]
}
