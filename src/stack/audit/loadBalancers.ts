import { isIPv4 } from 'node:net'
import { machinesOf, namesOf, type Topology } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'

const GROUP = 'the group load_balancers'

/** Two load balancers on two machines, and one address that either of them can hold. */
export function checkLoadBalancers(topology: Topology): readonly Found[] {
  const { loadBalancers, virtualAddress } = topology
  const names = namesOf(loadBalancers)
  const [only, another] = names
  if (only === undefined) {
    const remedy = `name two hosts in ${GROUP}, and set load_balancer_virtual_address`
    return [holds('load-balancer', [], 'the inventory has no load balancer', remedy)]
  }
  if (another === undefined) {
    const remedy = `name a second host in ${GROUP}, and set load_balancer_virtual_address to a free IPv4 address of their network`
    const why = `${only} is the only load balancer: while it is down, so is the site`
    return [holds('load-balancer', names, why, remedy)]
  }
  if (machinesOf(loadBalancers) === 1) {
    const why = `the load balancers ${names.join(' and ')} have one address: they are one machine`
    return [holds('load-balancer', names, why, `give each host of ${GROUP} a machine of its own`)]
  }
  return virtualAddress === ''
    ? [holds('load-balancer', names, NO_ADDRESS, SET_ADDRESS)]
    : checkAddress(topology, names)
}

const NO_ADDRESS =
  'no address moves from one load balancer to the other: users who were sent to the one that fails stay there'
const SET_ADDRESS = 'set load_balancer_virtual_address to a free IPv4 address of their network'

function checkAddress(topology: Topology, names: readonly string[]): Found[] {
  const { hosts, loadBalancers, virtualAddress, siteAddress } = topology
  if (!isIPv4(virtualAddress)) {
    const why = `load_balancer_virtual_address is no IPv4 address: ${virtualAddress}`
    return [holds('load-balancer', names, why, SET_ADDRESS)]
  }
  const owner = hosts.find(({ address }) => address === virtualAddress)
  if (owner !== undefined) {
    const why = `the virtual address ${virtualAddress} is ${owner.name}'s own: it does not move when that host is down`
    return [holds('load-balancer', [owner.name], why, SET_ADDRESS)]
  }
  const without = namesOf(loadBalancers.filter(({ roles }) => !roles.has('virtual_address')))
  if (without.length > 0) {
    const why = 'nothing moves the virtual address: the role virtual_address is left out of the run'
    return [holds('load-balancer', without, why, 'run it: leave its tag virtual_address out of --skip-tags')]
  }
  if (siteAddress === virtualAddress) return []
  const why = `users are sent to site_address ${siteAddress}, not to the virtual address ${virtualAddress}`
  const remedy = 'leave site_address alone, unless that address is translated into the virtual one'
  return [
    hosts.some(({ address }) => address === siteAddress)
      ? holds('load-balancer', names, why, remedy)
      : warning('load-balancer', names, why, remedy),
  ]
}
