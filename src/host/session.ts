import { succeeded } from '../shell/request.ts'
import { Exchange } from './exchange.ts'
import type { FramedChannel } from './framedChannel.ts'
import { FramedShell, type Meter } from './framedShell.ts'
import type { Become, HostSession } from './host.ts'
import { killTree } from './killTree.ts'
import type { Link } from './link.ts'
import { openShell } from './openShell.ts'

const KILL_GRACE_MS = 2000
const KILL_LIMIT_MS = 15_000

/** One connected host: its link, and a long-lived shell for each user that was asked for. */
export class LinkSession implements HostSession {
  readonly name: string
  readonly #link: Link
  readonly #meter: Meter = { roundTrips: 0, bytesSent: 0 }
  readonly #shells = new Map<string, Promise<FramedShell>>()
  readonly #release: () => void

  /** `release` gives up the host's lock. */
  constructor(name: string, link: Link, release: () => void) {
    this.name = name
    this.#link = link
    this.#release = release
  }

  get roundTrips(): number {
    return this.#meter.roundTrips
  }

  get bytesSent(): number {
    return this.#meter.bytesSent
  }

  shell(become?: Become): Promise<FramedShell> {
    // Who is that user already needs nobody's leave.
    const needed = become?.user === this.#link.user ? undefined : become
    const id = needed === undefined ? '' : `${needed.method} ${needed.user} ${needed.flags ?? ''}`
    const known = this.#shells.get(id)
    if (known !== undefined) return known
    const opened = this.#openShell(needed)
    this.#shells.set(id, opened)
    opened.catch(() => this.#shells.delete(id))
    return opened
  }

  async close(): Promise<void> {
    const shells = await Promise.allSettled(this.#shells.values())
    for (const shell of shells) if (shell.status === 'fulfilled') await shell.value.close()
    this.#release()
    await this.#link.close()
  }

  async #openShell(become: Become | undefined): Promise<FramedShell> {
    const open = (): Promise<FramedChannel> => openShell(this.#link, this.name, become)
    const first = await open()
    return new FramedShell(first, open, (pid) => this.#kill(pid, become), this.#meter)
  }

  /** Ends a process tree; says what could not be ended. Bounded, for the link itself may be stuck. */
  #kill(pid: number, become: Become | undefined): Promise<string> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(this.#unknown()), KILL_LIMIT_MS)
      void this.#killThrough(pid, become).then((left) => {
        clearTimeout(timer)
        resolve(left)
      })
    })
  }

  /** Through a shell of its own, since the one to be ended is busy. */
  async #killThrough(pid: number, become: Become | undefined): Promise<string> {
    try {
      const channel = await openShell(this.#link, this.name, become)
      const request = { ...killTree(pid, KILL_GRACE_MS), timeoutMs: KILL_GRACE_MS * 4 }
      const [reply] = await new Exchange(channel, [request], {}, async () => '').done
      channel.end()
      if (reply === undefined || succeeded(reply)) return ''
      return `\nstill running on ${this.name}:\n${reply.stdout.toString('utf8')}`
    } catch {
      return this.#unknown()
    }
  }

  #unknown(): string {
    return `\nwhat was running on ${this.name} may still run there: it could not be reached to end it\n`
  }
}
