import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Task } from '../playbook/model.ts'
import type { RunOptions } from './options.ts'
import type { Outcome, PlayRun, Row } from './stops.ts'

/** Play name, handler name, host: a change was made, and what should have followed did not run yet. */
type Owed = readonly [play: string, handler: string, host: string]

/**
 * Handlers that were notified and have not run, kept on the controller's disk from the moment of the change:
 * whatever ends a run in between, the next run of the same playbooks restarts what a change still owes.
 */
export class PendingHandlers {
  readonly #file: string | undefined
  #owed: Owed[]

  private constructor(file: string | undefined, owed: Owed[]) {
    this.#file = file
    this.#owed = owed
  }

  static read(options: RunOptions): PendingHandlers {
    if (options.stateDirectory === undefined || options.check) return new PendingHandlers(undefined, [])
    const identity = JSON.stringify(
      [options.playbooks, options.inventory].map((files) => files.map((file) => resolve(file))),
    )
    const file = join(
      options.stateDirectory,
      `handlers-${createHash('sha256').update(identity).digest('hex').slice(0, 16)}.json`,
    )
    return new PendingHandlers(file, parse(file))
  }

  /** What a play's handlers owe its hosts from before. */
  of(run: PlayRun): { readonly handler: Task; readonly host: string }[] {
    return this.#owed
      .filter(([play, , host]) => play === run.play.name && run.batch.includes(host))
      .flatMap(([, name, host]) =>
        run.handlers.filter((handler) => label(handler) === name).map((handler) => ({ handler, host })),
      )
  }

  note(row: Row, outcome: Outcome): void {
    const before = this.#owed.length
    const play = row.run.play.name
    const lost = new Set([...outcome.failed, ...outcome.unreachable])
    if (row.handler) {
      this.#owed = this.#owed.filter(
        ([p, handler, host]) =>
          !(p === play && handler === label(row.task) && row.hosts.includes(host) && !lost.has(host)),
      )
    }
    const added = outcome.notified
      .map(({ handler, host }): Owed => [play, label(handler), host])
      .filter((owed) => !this.#owed.some((known) => known.join('\n') === owed.join('\n')))
    this.#owed.push(...added)
    if (added.length > 0 || this.#owed.length !== before) this.#write()
  }

  /** The run is over: hosts that got through owe nothing. */
  settle(lost: readonly string[]): void {
    const kept = this.#owed.filter(([, , host]) => lost.includes(host))
    if (kept.length === this.#owed.length) return
    this.#owed = kept
    this.#write()
  }

  #write(): void {
    if (this.#file === undefined) return
    if (this.#owed.length === 0) {
      rmSync(this.#file, { force: true })
      return
    }
    mkdirSync(join(this.#file, '..'), { recursive: true, mode: 0o700 })
    const fresh = `${this.#file}.${process.pid}`
    writeFileSync(fresh, JSON.stringify(this.#owed), { mode: 0o600 })
    renameSync(fresh, this.#file)
  }
}

function label(handler: Task): string {
  return `${handler.role?.name ?? ''}:${handler.name ?? handler.action}`
}

function parse(file: string): Owed[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(parsed)
      ? (parsed.filter((entry) => Array.isArray(entry) && entry.length === 3) as Owed[])
      : []
  } catch {
    return []
  }
}
