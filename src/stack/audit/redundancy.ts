import { GROUP_OF, machinesOf, namesOf, type Tier, type Topology, type TopologyHost } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'

/** Two of everything behind the load balancers, such that the loss of one machine leaves one of each. */
export function checkRedundancy(topology: Topology): readonly Found[] {
  return [
    ...checkTier('web server', topology.webServers),
    ...checkTier('application server', topology.appServers),
    ...checkDatabases(topology),
    ...checkPrimaryApart(topology),
  ]
}

function checkTier(tier: Tier, hosts: readonly TopologyHost[]): Found[] {
  const names = namesOf(hosts)
  const group = `the group ${GROUP_OF[tier]}`
  const [only, another] = names
  if (only === undefined) {
    return [holds('redundancy', [], `the inventory has no ${tier}`, `name two hosts in ${group}`)]
  }
  if (another === undefined) {
    const why = `${only} is the only ${tier}: while it is down, so is the site`
    return [holds('redundancy', names, why, `name a second host in ${group}`)]
  }
  if (machinesOf(hosts) > 1) return []
  const why = `the ${tier}s ${names.join(', ')} have one address: they are one machine`
  return [holds('redundancy', names, why, `give each host of ${group} a machine of its own`)]
}

function checkDatabases({ primaries, replicas }: Topology): Found[] {
  const [primary, ...more] = primaries
  if (primary === undefined) {
    const remedy = 'name one host in the group database_primary, and others in database_replicas'
    return [holds('redundancy', [], 'the inventory has no database that takes writes', remedy)]
  }
  if (more.length > 0) {
    const why = `the primaries ${namesOf(primaries).join(', ')} know nothing of each other's data`
    const remedy = 'leave one host in the group database_primary and put the others in database_replicas'
    return [holds('redundancy', namesOf(primaries), why, remedy)]
  }
  if (replicas.length === 0) {
    const why = `${primary.name} holds the only copy of the data`
    return [holds('redundancy', [primary.name], why, 'name a host in the group database_replicas')]
  }
  if (machinesOf([primary, ...replicas]) > 1) return []
  const names = namesOf([primary, ...replicas])
  const why = `the databases ${names.join(', ')} have one address: losing that machine loses every copy`
  return [holds('redundancy', names, why, 'put the replica on a machine of its own')]
}

/** Its replacement is one command, but a command of somebody's: a server of its own fails less often. */
function checkPrimaryApart({ primaries, hosts }: Topology): Found[] {
  const [primary, another] = primaries
  if (primary === undefined || another !== undefined) return []
  const beside = hosts
    .filter(({ address }) => address === primary.address)
    .flatMap(({ tiers }) => tiers)
    .filter((tier) => tier !== 'primary')
  if (beside.length === 0) return []
  const why = `the primary shares ${primary.name} with the ${beside.join(' and the ')}: whatever stops that server stops all writes, until a replica is promoted`
  return [warning('redundancy', [primary.name], why, 'give the primary a server of its own')]
}
