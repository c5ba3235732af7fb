import { lastLine } from './sanitize.ts'
import type { Terminal } from './terminal.ts'
import type { Row, Tree } from './tree.ts'

/** Puts a list of rows on the screen. */
export type OpenTree = (rows: ReadonlyMap<string, Row>) => Tree

interface Working {
  readonly text: string
  readonly since: number
  last: string | undefined
}

/**
 * Shares a terminal between lines that stay and, below them, a list of what is going on right now: while the
 * list is on the screen lines wait, the list is taken away for them and comes back when there is still
 * something to show.
 */
export class Live {
  /** For the lines that stay. */
  readonly terminal: Terminal
  readonly #open: OpenTree
  readonly #working = new Map<string, Working>()
  readonly #waiting: (() => void)[] = []
  readonly #ticking: NodeJS.Timeout
  #tree: Tree | undefined
  #closing: Promise<void> | undefined
  #opening: NodeJS.Timeout | undefined

  constructor(terminal: Terminal, open: OpenTree) {
    this.#open = open
    this.terminal = {
      ...terminal,
      out: (text) => this.#inTurn(() => terminal.out(text)),
      err: (text) => this.#inTurn(() => terminal.err(text)),
    }
    this.#ticking = setInterval(() => this.#refresh(), 500)
    this.#ticking.unref()
  }

  /** Something has begun that may take its time. */
  start(name: string, text: string): void {
    const isNew = !this.#working.has(name)
    this.#working.set(name, { text, since: performance.now(), last: undefined })
    if (this.#tree === undefined) this.#openSoon()
    else if (isNew) this.#takeAway()
  }

  /** It has printed something. */
  output(name: string, text: string): void {
    const one = this.#working.get(name)
    if (one !== undefined) one.last = lastLine(text) ?? one.last
  }

  finish(name: string): void {
    if (this.#working.delete(name)) this.#takeAway()
  }

  /** Resolves when everything is written and the list is gone. */
  async close(): Promise<void> {
    this.#working.clear()
    clearInterval(this.#ticking)
    clearTimeout(this.#opening)
    this.#takeAway()
    await this.#closing
  }

  #inTurn(write: () => void): void {
    if (this.#tree === undefined) {
      write()
    } else {
      this.#waiting.push(write)
      this.#takeAway()
    }
  }

  #takeAway(): void {
    if (this.#tree !== undefined) this.#closing ??= this.#flush(this.#tree)
  }

  async #flush(tree: Tree): Promise<void> {
    await tree.close()
    this.#tree = undefined
    this.#closing = undefined
    for (const write of this.#waiting.splice(0)) write()
    if (this.#working.size > 0) this.#openSoon()
  }

  #openSoon(): void {
    // Most steps are done before anyone could read about them.
    this.#opening ??= setTimeout(() => {
      this.#opening = undefined
      if (this.#working.size > 0 && this.#tree === undefined) this.#tree = this.#open(this.#rows())
    }, 200)
  }

  #refresh(): void {
    for (const [name, row] of this.#rows()) this.#tree?.update(name, row)
  }

  #rows(): Map<string, Row> {
    return new Map(
      [...this.#working].map(([name, { text, since, last }]) => {
        const seconds = Math.floor((performance.now() - since) / 1000)
        const title = seconds < 2 ? `${name}: ${text}` : `${name}: ${text} (${seconds} s)`
        return [name, { title, last }]
      }),
    )
  }
}
