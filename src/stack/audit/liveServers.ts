import type { Sighting } from '../live/sighting.ts'
import type { Topology } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'
import type { Seen } from './seen.ts'
import { stopped } from './units.ts'

/** Every web and application server works, and every load balancer sends it requests. */
export function checkServers({ topology, sightings }: Seen): readonly Found[] {
  return [...sightings.flatMap(checkUnits), ...checkRotation(topology, sightings)]
}

function checkUnits(sighting: Sighting): Found[] {
  const { tiers } = sighting.host
  const web = stopped(sighting, 'nginx', 'redundancy', 'it answers no request')
  if (!tiers.includes('application server')) return web
  // Of all units only the application's own name is not known here.
  const known = new Set(['haproxy', 'keepalived', 'nginx', 'prometheus', 'prometheus-alertmanager'])
  const own = Object.keys(sighting.units).filter((unit) => !known.has(unit))
  return [...web, ...own.flatMap((unit) => stopped(sighting, unit, 'redundancy', 'no code runs there'))]
}

/** What load balancers think of web servers, each said once with those who think so. */
function checkRotation(topology: Topology, sightings: readonly Sighting[]): Found[] {
  const opinions = new Map<string, { readonly server: string; readonly status: string; by: string[] }>()
  const webs = new Set(topology.webServers.map(({ name }) => name))
  for (const { host, haproxy } of sightings) {
    for (const { name, status } of haproxy?.kind === 'servers' ? haproxy.servers : []) {
      if (!webs.has(name) || /^(UP|no check)/.test(status)) continue
      const word = status.split(' ')[0] ?? status
      const key = `${name} ${word}`
      const known = opinions.get(key) ?? { server: name, status: word, by: [] }
      known.by.push(host.name)
      opinions.set(key, known)
    }
  }
  return [...opinions.values()].map(({ server, status, by }) => {
    const who = by.join(' and ')
    if (status === 'MAINT' || status === 'DRAIN') {
      const why = `${server} is out of rotation on ${who}, as somebody has asked (${status})`
      return warning('redundancy', [server], why, `put it back: \`stack ready ${server}\``)
    }
    const why = `${who} ${by.length > 1 ? 'send' : 'sends'} no requests to ${server}: its health check fails (${status})`
    const remedy = `ask ${server} for the health path (app_health_path) by hand: curl -i http://127.0.0.1/healthz`
    return holds('redundancy', [server], why, remedy)
  })
}
