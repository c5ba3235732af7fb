import { type FrameListener, FrameReader, type Mark } from './frames.ts'
import type { Channel, ChannelEnd, Link } from './link.ts'

/** What happens on a channel, told to whoever has its turn. */
export interface ChannelListener {
  data(stream: 'stdout' | 'stderr', bytes: Buffer): void
  mark(stream: 'stdout' | 'stderr', mark: Mark): void
}

const NOBODY: ChannelListener = { data: () => {}, mark: () => {} }

/** A channel whose two output streams are cut at the marks of one nonce. */
export class FramedChannel {
  /** Process id of the loop at the far end; 0 until it said that it is ready. */
  pid = 0
  /** Sequence number of the next request. */
  next = 1
  readonly #channel: Channel
  readonly #ears: { listener: ChannelListener }
  #closed = false

  private constructor(channel: Channel, ears: { listener: ChannelListener }) {
    this.#channel = channel
    this.#ears = ears
    void channel.closed.then(() => {
      this.#closed = true
    })
  }

  /** @throws StackError as `Link.open` does */
  static async open(link: Link, commandLine: string, nonce: string): Promise<FramedChannel> {
    const ears = { listener: NOBODY }
    const pending: (() => void)[] = []
    const readers = {
      stdout: new FrameReader(nonce, forward('stdout', ears)),
      stderr: new FrameReader(nonce, forward('stderr', ears)),
    }
    let listening = false
    const channel = await link.open(commandLine, (stream, chunk) => {
      if (listening) readers[stream].push(chunk)
      else pending.push(() => readers[stream].push(chunk))
    })
    const framed = new FramedChannel(channel, ears)
    // Output may come before the caller has its hands on the channel: it is told once it listens.
    framed.#begin = () => {
      listening = true
      for (const push of pending.splice(0)) push()
    }
    return framed
  }

  #begin: (() => void) | undefined

  get isOpen(): boolean {
    return !this.#closed
  }

  get closed(): Promise<ChannelEnd> {
    return this.#channel.closed
  }

  /** From now on, `listener` is told; one at a time. */
  listen(listener: ChannelListener): void {
    this.#ears.listener = listener
    this.#begin?.()
    this.#begin = undefined
  }

  write(data: Uint8Array): void {
    this.#channel.write(data)
  }

  end(): void {
    this.#channel.end()
  }

  destroy(): void {
    this.#channel.destroy()
  }
}

function forward(stream: 'stdout' | 'stderr', ears: { listener: ChannelListener }): FrameListener {
  return {
    data: (bytes) => ears.listener.data(stream, bytes),
    mark: (mark) => ears.listener.mark(stream, mark),
  }
}
