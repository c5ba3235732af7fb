import type { Sighting } from '../live/sighting.ts'
import { type Found, holds } from './finding.ts'
import type { Seen } from './seen.ts'
import { stopped } from './units.ts'

/** Every load balancer works, and exactly one of them holds the virtual address. */
export function checkBalancers({ topology, sightings, unseen }: Seen): readonly Found[] {
  const balancers = sightings.filter(({ host }) => host.tiers.includes('load balancer'))
  const missing = topology.loadBalancers.some(({ name }) => unseen.includes(name))
  return [
    ...balancers.flatMap((sighting) => checkHaproxy(sighting)),
    ...balancers.flatMap((sighting) =>
      stopped(sighting, 'keepalived', 'load-balancer', 'it cannot take over the virtual address'),
    ),
    ...(topology.virtualAddress === '' ? [] : checkHolders(balancers, topology.virtualAddress, missing)),
  ]
}

function checkHaproxy(sighting: Sighting): Found[] {
  const down = stopped(sighting, 'haproxy', 'load-balancer', 'it balances nothing')
  if (down.length > 0) return down
  const { host, haproxy, https } = sighting
  const remedy = 'see journalctl -u haproxy there, then `stack up`'
  if (haproxy?.kind === 'silent') {
    const why = `HAProxy of ${host.name} runs, but does not answer its administrator: ${haproxy.reason}`
    return [holds('load-balancer', [host.name], why, remedy)]
  }
  if (https?.kind !== 'silent') return []
  const why = `nobody answers HTTPS on ${host.name} (${host.address} port 443): ${https.reason}`
  return [holds('load-balancer', [host.name], why, remedy)]
}

function checkHolders(balancers: readonly Sighting[], address: string, missing: boolean): Found[] {
  const holders = balancers.filter(({ addresses }) => addresses.includes(address))
  const names = holders.map(({ host }) => host.name)
  if (names.length > 1) {
    const why = `${names.join(' and ')} both hold the virtual address ${address}: they do not hear each other`
    const remedy = 'see that VRRP (IP protocol 112) gets through between them, and journalctl -u keepalived'
    return [holds('load-balancer', names, why, remedy)]
  }
  // Whoever was not looked at may hold it.
  if (names.length === 1 || missing || balancers.length === 0) return []
  const why = `no load balancer holds the virtual address ${address}: the site cannot be reached by it`
  const remedy = 'see systemctl status haproxy keepalived on each, then `stack up`'
  return [
    holds(
      'load-balancer',
      balancers.map(({ host }) => host.name),
      why,
      remedy,
    ),
  ]
}
