import type { Sighting } from '../live/sighting.ts'
import type { Topology } from '../topology.ts'
import type { Found } from './finding.ts'

/** What a run limited to the firewall would change: tasks by host. */
export type PlannedChanges = ReadonlyMap<string, readonly string[]>

/** Everything that was looked at. */
export interface Seen {
  readonly topology: Topology
  readonly sightings: readonly Sighting[]
  /** Hosts of the inventory of which nothing is known: out of reach, or left out by `--limit`. */
  readonly unseen: readonly string[]
  /** What a run would change about firewalls. */
  readonly firewallChanges: PlannedChanges
  /** When, in milliseconds since 1970. */
  readonly at: number
}

/** A look at what was seen. Pure. */
export type LiveCheck = (seen: Seen) => readonly Found[]
