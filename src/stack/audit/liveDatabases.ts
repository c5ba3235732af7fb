import type { ReplicaStatus } from '../../modules/replica/status.ts'
import type { DatabaseSighting, Sighting } from '../live/sighting.ts'
import type { Topology } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'
import type { Seen } from './seen.ts'

/** Seconds; Prometheus raises its alert at the same. */
const LONGEST_LAG = 60

const ANSWERS = 'see journalctl -u mariadb -u mysql there, then `stack up`'

/** The primary takes writes, and every replica follows it closely and takes none. */
export function checkDatabases({ topology, sightings }: Seen): readonly Found[] {
  return sightings.flatMap((sighting) => {
    const { host, database } = sighting
    if (database === undefined) return []
    if (database.kind === 'silent') {
      const why = `the database of ${host.name} does not answer: ${database.reason}`
      return [holds('redundancy', [host.name], why, ANSWERS)]
    }
    return host.tiers.includes('primary')
      ? checkPrimary(sighting, database)
      : checkReplica(sighting, database, topology)
  })
}

type Answering = Extract<DatabaseSighting, { kind: 'answers' }>

function checkPrimary({ host }: Sighting, { readOnly, replication }: Answering): Found[] {
  const found: Found[] = []
  if (readOnly) {
    const why = `the primary ${host.name} takes no writes: it is read-only`
    found.push(holds('redundancy', [host.name], why, '`stack up` lets writes in again'))
  }
  if (replication !== undefined && (replication.receiver !== 'No' || replication.applier !== 'No')) {
    const why = `the primary ${host.name} itself replicates from ${replication.host}`
    const remedy = 'name the server that takes the writes in the group database_primary'
    found.push(holds('redundancy', [host.name], why, remedy))
  }
  return found
}

function checkReplica(
  { host }: Sighting,
  { readOnly, replication }: Answering,
  { primaries, ports }: Topology,
): Found[] {
  const of = (why: string, remedy: string): Found => holds('redundancy', [host.name], why, remedy)
  const [primary] = primaries
  const open = readOnly
    ? []
    : [
        of(
          `the replica ${host.name} takes writes, which no other server gets`,
          '`stack up` shuts them out again',
        ),
      ]
  if (replication === undefined) {
    return [...open, of(`${host.name} replicates from nowhere`, '`stack up` makes it a replica')]
  }
  if (primary !== undefined && (replication.host !== primary.address || replication.port !== ports.mysql)) {
    const from = `${replication.host} port ${replication.port}`
    const why = `the replica ${host.name} follows ${from}, not the primary ${primary.name} (${primary.address})`
    return [...open, of(why, '`stack up` says what is to be done')]
  }
  const halt = haltOf(replication)
  if (halt !== undefined) {
    const why = `the replica ${host.name} has stopped following the primary: ${halt}`
    return [...open, of(why, '`stack up` starts it again, or says what is to be done')]
  }
  const { lag } = replication
  if (lag === undefined || lag <= LONGEST_LAG) return open
  const why = `the replica ${host.name} is ${lag} s behind: what it would lose if the primary ended now`
  return [...open, warning('redundancy', [host.name], why, 'see what the replica is busy with')]
}

function haltOf({ receiver, applier, receiverError, applierError }: ReplicaStatus): string | undefined {
  if (applier !== 'Yes') return reasonOf('its applying thread does not run', applierError)
  // `Connecting` may be a moment's matter; with an error it is not.
  if (receiver === 'Yes' || (receiver === 'Connecting' && receiverError.code === 0)) return undefined
  return reasonOf('its receiving thread does not run', receiverError)
}

function reasonOf(what: string, error: ReplicaStatus['applierError']): string {
  return error.code === 0 ? what : `${what} (error ${error.code}: ${error.text})`
}
