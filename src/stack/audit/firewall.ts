import { type FirewallRule, namesOf, type Ports, type Topology, type TopologyHost } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'

/** A firewall on every host that lets in only what the topology needs. */
export function checkFirewall(topology: Topology): readonly Found[] {
  const { hosts, ports } = topology
  return [
    ...checkPresence(hosts),
    ...groupByText(hosts.flatMap((host) => checkOpen(host, ports))),
    ...checkSsh(hosts),
  ]
}

function checkPresence(hosts: readonly TopologyHost[]): Found[] {
  const without = namesOf(hosts.filter(({ roles }) => !roles.has('firewall')))
  if (without.length === 0) return []
  const why = 'no firewall is set up: the role firewall is left out of the run'
  const remedy =
    'run it on every host: leave its tag firewall out of --skip-tags, and its play in the playbook'
  return [holds('firewall', without, why, remedy)]
}

/** Rules that let anyone in where only servers of the site have business. */
function checkOpen(host: TopologyHost, ports: Ports): Found[] {
  const isBalancer = host.tiers.includes('load balancer')
  const open = host.firewall.rules.filter(({ sources }) => sources.some(isAnyone))
  return inner(ports).flatMap(({ what, port, weight }) => {
    if (isBalancer && port === ports.web) return []
    const rule = open.find((one) => covers(one, port))
    if (rule === undefined) return []
    const why = `anyone may reach ${what} (port ${port})`
    const remedy = rule.isExtra
      ? `take port ${rule.ports} out of firewall_extra_rules, or give the rule sources`
      : 'leave firewall_rules and the variables that it is made of as they are by default'
    return [weight('firewall', [host.name], why, remedy)]
  })
}

function inner(ports: Ports) {
  const exporters = Object.entries(ports.exporters)
  return [
    { what: 'the database', port: ports.mysql, weight: holds },
    { what: 'the application past the web servers', port: ports.app, weight: warning },
    { what: 'the web server past the load balancers', port: ports.web, weight: warning },
    ...exporters.map(([name, port]) => ({ what: `the figures of ${name}`, port, weight: warning })),
  ]
}

function checkSsh(hosts: readonly TopologyHost[]): Found[] {
  const open = namesOf(
    hosts.filter(({ roles, firewall }) => roles.has('firewall') && firewall.sshSources.some(isAnyone)),
  )
  if (open.length === 0) return []
  const remedy = 'set firewall_ssh_sources to the networks that you log in from'
  return [warning('firewall', open, 'SSH may be tried from everywhere', remedy)]
}

function isAnyone(source: string): boolean {
  return source === 'any' || /\/0$/.test(source)
}

/** `80,443`, `8000:8100`, or no port at all: every one. */
function covers({ ports, protocol }: FirewallRule, port: number): boolean {
  if (protocol === 'vrrp' || protocol === 'udp') return false
  if (ports === 'any') return true
  return ports.split(',').some((part) => {
    const [first, last = first] = part.trim().split(/[:-]/)
    return Number(first) <= port && port <= Number(last)
  })
}

/** The same on several hosts is said once. */
function groupByText(found: readonly Found[]): Found[] {
  const groups = new Map<string, Found>()
  for (const one of found) {
    const key = `${one.why}\n${one.remedy}`
    const known = groups.get(key)
    groups.set(key, { ...one, hosts: [...(known?.hosts ?? []), ...one.hosts] })
  }
  return [...groups.values()]
}
