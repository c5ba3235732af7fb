import { StackError } from '../errors.ts'
import { describeExit, type Reply, type Request } from '../shell/request.ts'
import { Departures } from './departures.ts'
import type { Shell } from './host.ts'
import type { ObservationKind, Observer, Prediction } from './observation.ts'

/** Above this, the keys of one kind are spread over several requests of the same message. */
const COMMAND_LIMIT = 100 * 1024

interface Ask {
  readonly key: unknown
  resolve(value: unknown): void
  reject(error: unknown): void
}

interface Batch {
  readonly kind: ObservationKind<unknown, unknown>
  readonly asks: Ask[]
}

/** One request of a message, with those who wait for it. */
interface Fetch extends Batch {
  readonly request: Request
}

/**
 * Reads a host as a DataLoader does: everything asked before the event loop gets idle travels in one
 * message, one request a kind; whoever asks the same shares the answer, and answers are kept until
 * cleared. Only answers are kept, failures never.
 */
export class HostObserver implements Observer {
  /** Messages sent. */
  batches = 0
  readonly #name: string
  readonly #shell: () => Promise<Shell>
  readonly #known = new Map<string, { readonly network: boolean; readonly value: Promise<unknown> }>()
  readonly #predicted = new Map<string, unknown>()
  #waiting = new Map<string, Batch>()
  readonly #departures: Departures
  #requested = false

  /** `shell` is asked for when something has to be read, each time; observers of one run share their departures. */
  constructor(name: string, shell: () => Promise<Shell>, departures: Departures = new Departures()) {
    this.#departures = departures
    this.#name = name
    this.#shell = shell
  }

  observe<K, V>(kind: ObservationKind<K, V>, key: K): Promise<V> {
    const id = `${kind.name}\0${kind.id(key)}`
    if (this.#predicted.has(id)) return Promise.resolve(this.#predicted.get(id) as V)
    const known = this.#known.get(id)
    if (known !== undefined) return known.value as Promise<V>
    const value = this.#ask(kind as ObservationKind<unknown, unknown>, key)
    const entry = { network: kind.scope === 'network', value }
    this.#known.set(id, entry)
    value.catch(() => {
      if (this.#known.get(id) === entry) this.#known.delete(id)
    })
    return value as Promise<V>
  }

  /** Forgets what was seen: all of it, or with `network` only what other hosts can change. */
  clear(only?: { readonly scope: 'network' }): void {
    for (const [id, entry] of this.#known) {
      if (only === undefined || entry.network) this.#known.delete(id)
    }
  }

  /** Lays predicted values over what is seen, until `dropPredictions`. */
  overlay(predictions: readonly Prediction[]): void {
    for (const { kind, id, value } of predictions) this.#predicted.set(`${kind.name}\0${id}`, value)
  }

  dropPredictions(): void {
    this.#predicted.clear()
  }

  #ask(kind: ObservationKind<unknown, unknown>, key: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const batch = this.#waiting.get(kind.name) ?? { kind, asks: [] }
      this.#waiting.set(kind.name, batch)
      batch.asks.push({ key, resolve, reject })
      if (this.#requested) return
      this.#requested = true
      this.#departures.request(() => this.#depart())
    })
  }

  async #depart(): Promise<void> {
    this.#requested = false
    const batches = [...this.#waiting.values()]
    this.#waiting = new Map()
    const fetches = batches.flatMap((batch) => prepare(batch))
    if (fetches.length === 0) return
    try {
      const shell = await this.#shell()
      this.batches += 1
      const replies = await shell.send(fetches.map((fetch) => fetch.request))
      for (const [index, fetch] of fetches.entries()) this.#settle(fetch, replies[index])
    } catch (error) {
      for (const fetch of fetches) rejectAll(fetch, error)
    }
  }

  #settle(fetch: Fetch, reply: Reply | undefined): void {
    try {
      if (reply === undefined || reply.exit.kind !== 'code') throw this.#broken(reply)
      const values = fetch.kind.parse(
        reply,
        fetch.asks.map((ask) => ask.key),
      )
      for (const [index, ask] of fetch.asks.entries()) ask.resolve(values[index])
    } catch (error) {
      rejectAll(fetch, error)
    }
  }

  #broken(reply: Reply | undefined): StackError {
    const exit = reply?.exit
    if (exit === undefined || exit.kind === 'disconnected') {
      return new StackError('disconnected', `the connection to ${this.#name} broke while it was read`, {
        host: this.#name,
        hint: 'run again: what was done already stays done',
      })
    }
    if (exit.kind === 'aborted') return new StackError('interrupted', 'stopped by the user')
    return new StackError('task', `${this.#name} could not be read: ${describeExit(exit)}`, {
      host: this.#name,
    })
  }
}

/** The requests for a batch; one, unless its command text grows too long. A kind that throws fails its askers. */
function prepare(batch: Batch): Fetch[] {
  try {
    const request = batch.kind.fetch(batch.asks.map((ask) => ask.key))
    if (request.command.text.length <= COMMAND_LIMIT || batch.asks.length === 1)
      return [{ ...batch, request }]
  } catch (error) {
    rejectAll(batch, error)
    return []
  }
  const half = Math.ceil(batch.asks.length / 2)
  return [batch.asks.slice(0, half), batch.asks.slice(half)].flatMap((asks) =>
    prepare({ kind: batch.kind, asks }),
  )
}

function rejectAll(batch: Batch, error: unknown): void {
  for (const ask of batch.asks) ask.reject(error)
}
