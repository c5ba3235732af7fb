import type { StackError } from '../../errors.ts'
import type { UnitState } from '../../host/observations/units.ts'
import type { Servers } from '../../modules/haproxy/servers.ts'
import type { ReplicaStatus } from '../../modules/replica/status.ts'
import type { UfwState } from '../../modules/ufw/state.ts'
import type { TopologyHost } from '../topology.ts'
import type { ClockReading } from './clock.ts'
import type { HttpsAnswer } from './httpsAnswer.ts'

/** What was seen on a host, all of it in one message but for its clock. What its tiers don't have is absent. */
export interface Sighting {
  readonly host: TopologyHost
  /** By name, without `.service`: those that its tiers need. */
  readonly units: Readonly<Record<string, UnitState>>
  readonly ufw: UfwState
  /** Its IPv4 addresses, the virtual one included where it is held. */
  readonly addresses: readonly string[]
  readonly clock: ClockReading
  /** Load balancers. */
  readonly haproxy?: Servers
  readonly https?: HttpsAnswer
  /** Databases. */
  readonly database?: DatabaseSighting
  /** Monitoring servers; undefined when Prometheus does not answer. */
  readonly targets?: readonly Target[] | undefined
}

export type DatabaseSighting =
  | {
      readonly kind: 'answers'
      readonly readOnly: boolean
      /** Undefined: it replicates from nowhere. */
      readonly replication: ReplicaStatus | undefined
    }
  | { readonly kind: 'silent'; readonly reason: string }

/** Something that Prometheus asks. */
export interface Target {
  readonly job: string
  readonly url: string
  /** The host that it is about; empty where Prometheus' configuration does not say. */
  readonly host: string
  readonly up: boolean
  readonly error: string
}

/** A host that was to be looked at: what was seen, or why nothing was. */
export type Look =
  | { readonly kind: 'seen'; readonly sighting: Sighting }
  | { readonly kind: 'unseen'; readonly host: TopologyHost; readonly fault: StackError }
