import { StackError } from '../errors.ts'
import { type Exit, type Reply, type Request, succeeded } from '../shell/request.ts'
import { Exchange, type Kill } from './exchange.ts'
import type { FramedChannel } from './framedChannel.ts'
import type { SendOptions, Shell } from './host.ts'

/** What a session counts over all its shells. */
export interface Meter {
  roundTrips: number
  bytesSent: number
}

/**
 * A shell over a framed channel. Messages queue; when the channel was lost (a request was interrupted, or
 * the loop was killed), the next message opens a new one, as long as the link stands.
 */
export class FramedShell implements Shell {
  readonly #open: () => Promise<FramedChannel>
  readonly #kill: Kill
  readonly #meter: Meter
  #channel: FramedChannel | undefined
  #queue: Promise<unknown> = Promise.resolve()

  constructor(first: FramedChannel, open: () => Promise<FramedChannel>, kill: Kill, meter: Meter) {
    this.#channel = first
    this.#open = open
    this.#kill = kill
    this.#meter = meter
  }

  send(requests: readonly Request[], options: SendOptions = {}): Promise<readonly Reply[]> {
    const turn = this.#queue.then(() => this.#run(requests, options))
    this.#queue = turn.catch(() => {})
    return turn
  }

  /** Ends the far shell once it is idle; what still runs there is ended first. */
  async close(): Promise<void> {
    const channel = this.#channel
    this.#channel = undefined
    channel?.end()
  }

  async #run(requests: readonly Request[], options: SendOptions): Promise<Reply[]> {
    const replies: Reply[] = []
    while (replies.length < requests.length) {
      if (options.signal?.aborted) return fill(replies, requests, { kind: 'aborted' })
      const channel = await this.#usable()
      if (channel === undefined) return fill(replies, requests, { kind: 'disconnected' })
      replies.push(...(await this.#exchange(channel, requests.slice(replies.length), options)))
      const last = replies.at(-1)
      if (last === undefined) continue
      const { kind } = last.exit
      if (kind === 'aborted' || kind === 'disconnected') return fill(replies, requests, { kind })
      if (options.stopOnFailure && !succeeded(last)) return fill(replies, requests, { kind: 'skipped' })
    }
    return replies
  }

  async #exchange(
    channel: FramedChannel,
    requests: readonly Request[],
    options: SendOptions,
  ): Promise<Reply[]> {
    const exchange = new Exchange(channel, requests, options, this.#kill)
    this.#meter.roundTrips += 1
    this.#meter.bytesSent += exchange.bytesSent
    const replies = await exchange.done
    if (replies.some(({ exit }) => exit.kind !== 'code' && exit.kind !== 'skipped')) this.#channel = undefined
    return replies
  }

  async #usable(): Promise<FramedChannel | undefined> {
    if (this.#channel?.isOpen) return this.#channel
    try {
      this.#channel = await this.#open()
    } catch (error) {
      if (error instanceof StackError && error.code === 'disconnected') return undefined
      throw error
    }
    return this.#channel
  }
}

function fill(replies: readonly Reply[], requests: readonly Request[], exit: Exit): Reply[] {
  const missing = requests.slice(replies.length)
  return [
    ...replies,
    ...missing.map(() => ({ exit, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), durationMs: 0 })),
  ]
}
