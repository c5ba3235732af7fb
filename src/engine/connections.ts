import { StackError } from '../errors.ts'
import { Departures } from '../host/departures.ts'
import type { Become, Connect, ConnectionSpec, HostSession, LockRequest, Shell } from '../host/host.ts'
import type { Observer, Prediction } from '../host/observation.ts'
import { HostObserver } from '../host/observer.ts'
import { Semaphore } from './semaphore.ts'

interface Connection {
  /** What it leads to: hosts of one machine see each other's changes. */
  readonly machine: string
  readonly session: Promise<HostSession>
  readonly observers: Map<string, HostObserver>
}

export interface ConnectionsOptions {
  readonly connect: Connect
  /** Hosts that are being connected at the same time. */
  readonly forks: number
  readonly signal: AbortSignal
  readonly lock: LockRequest | undefined
  readonly onWaiting: (host: string, owner: string) => void
}

/** The run's connections: one a host (and login), opened when it is first needed, kept to the end. */
export class Connections {
  readonly #options: ConnectionsOptions
  readonly #gate: Semaphore
  /** When what is asked of hosts leaves. */
  readonly departures = new Departures()
  readonly #connections = new Map<string, Map<string, Connection>>()

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#gate = new Semaphore(options.forks)
  }

  /** The reading side of a host, as `become.user`. Everything asked in one tick goes in one message. */
  observer(host: string, spec: ConnectionSpec, become: Become | undefined): Observer {
    const connection = this.#connection(host, spec)
    const key = become === undefined ? '' : `${become.method} ${become.user} ${become.flags ?? ''}`
    let observer = connection.observers.get(key)
    if (observer === undefined) {
      observer = new HostObserver(host, async () => (await connection.session).shell(become), this.departures)
      connection.observers.set(key, observer)
    }
    return observer
  }

  async shell(host: string, spec: ConnectionSpec, become: Become | undefined): Promise<Shell> {
    return (await this.#connection(host, spec).session).shell(become)
  }

  /** The host was changed: nothing observed there stands, nor, elsewhere, what depends on other hosts. */
  forget(host: string): void {
    const changed = this.#machinesOf(host)
    for (const logins of this.#connections.values()) {
      for (const { machine, observers } of logins.values()) {
        for (const observer of observers.values())
          observer.clear(changed.has(machine) ? undefined : { scope: 'network' })
      }
    }
  }

  /** Check mode: what a planned step would make true, for everyone who looks at that host. */
  overlay(host: string, predictions: readonly Prediction[]): void {
    const planned = this.#machinesOf(host)
    for (const logins of this.#connections.values()) {
      for (const { machine, observers } of logins.values()) {
        if (planned.has(machine)) for (const observer of observers.values()) observer.overlay(predictions)
      }
    }
  }

  #machinesOf(host: string): ReadonlySet<string> {
    return new Set([...(this.#connections.get(host)?.values() ?? [])].map(({ machine }) => machine))
  }

  /** A connection of its own, logged in anew, beside the run's; whoever asks for it closes it. */
  anew(host: string, spec: ConnectionSpec, signal: AbortSignal): Promise<HostSession> {
    return this.#options.connect(host, spec, { signal })
  }

  /** Messages sent, by host. */
  async roundTrips(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const [name, logins] of this.#connections) {
      for (const { session } of logins.values()) {
        const opened = await session.catch(() => undefined)
        counts[name] = (counts[name] ?? 0) + (opened?.roundTrips ?? 0)
      }
    }
    return counts
  }

  /** `meta: reset_connection`: the next use logs in anew. */
  async reset(host: string): Promise<void> {
    const logins = [...(this.#connections.get(host)?.values() ?? [])]
    this.#connections.delete(host)
    await Promise.all(logins.map(closeConnection))
  }

  async close(): Promise<void> {
    const all = [...this.#connections.values()].flatMap((logins) => [...logins.values()])
    await Promise.all(all.map(closeConnection))
  }

  #connection(host: string, spec: ConnectionSpec): Connection {
    const logins = this.#connections.get(host) ?? new Map<string, Connection>()
    this.#connections.set(host, logins)
    const machine = spec.kind === 'local' ? 'local' : `${spec.address}:${spec.port}`
    const key = spec.kind === 'local' ? 'local' : `${spec.user}@${spec.address}:${spec.port}`
    let connection = logins.get(key)
    if (connection === undefined) {
      connection = { machine, session: this.#open(host, spec), observers: new Map() }
      // Whoever uses it hears of the failure; until then it is not unhandled.
      connection.session.catch(() => undefined)
      logins.set(key, connection)
    }
    return connection
  }

  async #open(host: string, spec: ConnectionSpec): Promise<HostSession> {
    const { connect, signal, lock, onWaiting } = this.#options
    return this.#gate.run(() => {
      if (signal.aborted)
        throw new StackError('interrupted', `${host} was not connected: the run was stopped`, { host })
      return connect(host, spec, { signal, lock, onWaiting: (owner) => onWaiting(host, owner) })
    })
  }
}

async function closeConnection(connection: Connection): Promise<void> {
  const session = await connection.session.catch(() => undefined)
  await session?.close().catch(() => undefined)
}
