import type { Reply, Request } from '../shell/request.ts'

/**
 * A kind of thing that can be read on a host: a file's stat, a package's version, a unit's state.
 * Everything asked of one kind in one tick is fetched by ONE request.
 */
export interface ObservationKind<K, V> {
  readonly name: string
  /**
   * `host` (the default): changes only when this host is changed. `network`: what other hosts do may
   * change it (replication state), so a change on any host makes it stale.
   */
  readonly scope?: 'host' | 'network'
  /** Identity of a key, for the cache. */
  id(key: K): string
  /** One request that reads all keys. Reads only: it must change nothing on the host. */
  fetch(keys: readonly K[]): Request
  /**
   * The values, in the order of the keys.
   * @throws StackError `task` when the reply cannot be used
   */
  parse(reply: Reply, keys: readonly K[]): readonly V[]
}

/** The reading side of a host: all that a probe gets. */
export interface Observer {
  /** @throws StackError when the host cannot be read */
  observe<K, V>(kind: ObservationKind<K, V>, key: K): Promise<V>
}

/** What an observation would answer after a step: laid over the host's observations in check mode. */
export interface Prediction {
  readonly kind: ObservationKind<never, unknown>
  readonly id: string
  readonly value: unknown
}

export function predict<K, V>(kind: ObservationKind<K, V>, key: K, value: V): Prediction {
  return { kind: kind as ObservationKind<never, unknown>, id: kind.id(key), value }
}
