import { StringDecoder } from 'node:string_decoder'
import { renderRequest } from '../shell/render.ts'
import type { Exit, Reply, Request } from '../shell/request.ts'
import type { FramedChannel } from './framedChannel.ts'
import type { Mark } from './frames.ts'
import type { SendOptions } from './host.ts'
import type { ChannelEnd } from './link.ts'
import { messageChunks } from './loop.ts'

type Stream = 'stdout' | 'stderr'

/** One of the two streams. They advance on their own: one may be a request ahead of the other. */
interface Progress {
  /** What each request that ended on this stream wrote to it. */
  readonly ended: Buffer[]
  /** Of the request that is not ended yet. */
  chunks: Buffer[]
  decoder: StringDecoder
}

/** Ends what runs below the loop, and the loop; resolves to what could not be ended, for people. */
export type Kill = (pid: number) => Promise<string>

/**
 * One message on one channel: sends its requests and collects their replies. `done` resolves with a reply
 * for each request up to the last one that ran; it is shorter than the message only when that one was
 * interrupted or the channel closed, and the channel is then of no further use.
 *
 * A command that dies of signal N replies code 128 + N, as every shell tells it: many programs exit with
 * such codes on their own, and playbooks compare them. `signal` is the end of the loop's shell itself.
 */
export class Exchange {
  readonly done: Promise<Reply[]>
  bytesSent = 0
  readonly #channel: FramedChannel
  readonly #requests: readonly Request[]
  readonly #options: SendOptions
  readonly #kill: Kill
  readonly #first: number
  readonly #replies: Reply[] = []
  readonly #progress: Readonly<Record<Stream, Progress>> = { stdout: newProgress(), stderr: newProgress() }
  #startedAt = performance.now()
  #timer: NodeJS.Timeout | undefined
  #interrupted: Exit | undefined
  #finish: (replies: Reply[]) => void = () => {}

  constructor(channel: FramedChannel, requests: readonly Request[], options: SendOptions, kill: Kill) {
    this.#channel = channel
    this.#requests = requests
    this.#options = options
    this.#kill = kill
    this.#first = channel.next
    this.done = new Promise((resolve) => {
      this.#finish = resolve
    })
    this.#start()
  }

  #start(): void {
    const rendered = this.#requests.map(renderRequest)
    this.#channel.next += rendered.length
    this.#channel.listen({
      data: (stream, bytes) => this.#data(stream, bytes),
      mark: (stream, mark) => this.#mark(stream, mark),
    })
    void this.#channel.closed.then((end) => this.#closed(end))
    this.#options.signal?.addEventListener('abort', this.#abort)
    for (const chunk of messageChunks(rendered, this.#first, this.#options.stopOnFailure === true)) {
      this.bytesSent += chunk.length
      this.#channel.write(chunk)
    }
    this.#next()
  }

  #data(stream: Stream, bytes: Buffer): void {
    const progress = this.#progress[stream]
    progress.chunks.push(bytes)
    if (this.#options.onOutput === undefined) return
    const text = progress.decoder.write(bytes)
    if (text !== '') this.#options.onOutput(stream, text)
  }

  #mark(stream: Stream, { sequence, word }: Mark): void {
    const { stdout, stderr } = this.#progress
    const progress = this.#progress[stream]
    if (sequence !== this.#first + progress.ended.length) return
    progress.ended.push(Buffer.concat(progress.chunks))
    progress.chunks = []
    progress.decoder = new StringDecoder('utf8')
    if (Math.min(stdout.ended.length, stderr.ended.length) === this.#replies.length) return
    this.#reply(word === 'skip' ? { kind: 'skipped' } : { kind: 'code', code: Number(word) })
    if (this.#replies.length === this.#requests.length) this.#end()
    else this.#next()
  }

  /** Starts the clock of the request that runs now. */
  #next(): void {
    clearTimeout(this.#timer)
    this.#startedAt = performance.now()
    const timeoutMs = this.#requests[this.#replies.length]?.timeoutMs
    if (timeoutMs === undefined) return
    this.#timer = setTimeout(() => this.#interrupt({ kind: 'timeout', afterMs: timeoutMs }), timeoutMs)
  }

  readonly #abort = (): void => this.#interrupt({ kind: 'aborted' })

  #interrupt(exit: Exit): void {
    if (this.#interrupted !== undefined) return
    this.#interrupted = exit
    void this.#kill(this.#channel.pid).then((left) => {
      if (left !== '') this.#progress.stderr.chunks.push(Buffer.from(left))
      this.#channel.destroy()
      this.#stop(exit)
    })
  }

  #closed(end: ChannelEnd): void {
    if (this.#interrupted !== undefined) return
    const signal = end.signal ?? signalOf(end.code)
    this.#stop(signal === undefined ? { kind: 'disconnected' } : { kind: 'signal', signal })
  }

  /** Ends the running request, and with it the message. */
  #stop(exit: Exit): void {
    if (this.#replies.length < this.#requests.length) this.#reply(exit)
    this.#end()
  }

  #reply(exit: Exit): void {
    const { stdout, stderr } = this.#progress
    const index = this.#replies.length
    this.#replies.push({
      exit,
      stdout: stdout.ended[index] ?? Buffer.concat(stdout.chunks),
      stderr: stderr.ended[index] ?? Buffer.concat(stderr.chunks),
      durationMs: performance.now() - this.#startedAt,
    })
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#options.signal?.removeEventListener('abort', this.#abort)
    this.#finish(this.#replies)
  }
}

function newProgress(): Progress {
  return { ended: [], chunks: [], decoder: new StringDecoder('utf8') }
}

/** The loop itself was killed: `sudo` in between reports that as 128 and the signal's number. */
function signalOf(code: number | undefined): string | undefined {
  return code === undefined ? undefined : SIGNALS[code - 128]
}

const SIGNALS: Readonly<Record<number, string>> = { 1: 'SIGHUP', 6: 'SIGABRT', 9: 'SIGKILL', 15: 'SIGTERM' }
