import type { UfwRule } from '../../modules/ufw/rule.ts'
import type { Sighting } from '../live/sighting.ts'
import type { Topology } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'
import type { PlannedChanges, Seen } from './seen.ts'

/** Every firewall is in force, and its rules are those that the topology wants. */
export function checkFirewalls({ topology, sightings, firewallChanges }: Seen): readonly Found[] {
  return sightings.flatMap((sighting) => {
    const off = switchedOff(sighting)
    if (off !== undefined) {
      const why = `the firewall of ${sighting.host.name} is not in force: ${off}`
      return [holds('firewall', [sighting.host.name], why, '`stack up` turns it on')]
    }
    return [...checkOpen(sighting, topology), ...checkRules(sighting, firewallChanges)]
  })
}

function switchedOff({ ufw }: Sighting): string | undefined {
  if (!ufw.installed) return 'UFW is not installed'
  if (!ufw.readable) return 'only root may read its rules (log in as root, or with --become)'
  if (!ufw.enabled) return 'it is switched off'
  if (!ufw.loaded) return 'its rules are not in the kernel'
  return ufw.policies.incoming === 'allow' ? 'it lets in what no rule speaks of' : undefined
}

/** What the rules in force let anyone do, whoever made them. */
function checkOpen({ host, ufw, database }: Sighting, { ports }: Topology): Found[] {
  const open = [...ufw.rules, ...ufw.rules6].filter(letsAnyoneIn)
  if (database !== undefined && open.some((rule) => covers(rule, ports.mysql))) {
    const why = `a rule of ${host.name}'s firewall lets anyone reach the database (port ${ports.mysql})`
    return [holds('firewall', [host.name], why, 'see `ufw status numbered` there, and delete the rule')]
  }
  const foreign = open.filter(({ comment }) => !comment.startsWith(OWN))
  if (foreign.length === 0) return []
  const what = [...new Set(foreign.map(({ toApp, toPort, protocol }) => toApp || `${toPort}/${protocol}`))]
  const why = `rules of ${host.name}'s firewall that the inventory does not ask for let anyone in: ${what.join(', ')}`
  const remedy = 'delete them there with `ufw delete`, or name them in firewall_extra_rules'
  return [warning('firewall', [host.name], why, remedy)]
}

/** How the comments of all rules begin that the role firewall makes. */
const OWN = 'stack: '

function letsAnyoneIn({ action, direction, route, protocol, from, fromPort }: UfwRule): boolean {
  if (direction !== 'in' || route || !['allow', 'limit'].includes(action)) return false
  return ['any', 'tcp'].includes(protocol) && fromPort === 'any' && /^any$|\/0$/.test(from)
}

function covers({ toPort }: UfwRule, port: number): boolean {
  if (toPort === 'any') return true
  return toPort.split(',').some((part) => {
    const [first, last = first] = part.split(':')
    return Number(first) <= port && port <= Number(last)
  })
}

function checkRules({ host }: Sighting, changes: PlannedChanges): Found[] {
  const tasks = changes.get(host.name) ?? []
  if (tasks.length === 0) return []
  const why = `the rules of ${host.name}'s firewall are not what the topology wants; a run would change: ${tasks.join(', ')}`
  return [warning('firewall', [host.name], why, '`stack up --tags firewall`')]
}
