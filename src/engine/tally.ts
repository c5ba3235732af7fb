import type { Values } from '../modules/module.ts'
import type { Counts, TaskResult } from './events.ts'

/** Ansible's counts of a run, by host. */
export class Tally {
  readonly #counts = new Map<string, Counts>()
  /** Hosts that are out of the run, and why. */
  readonly #lost = new Map<string, 'failed' | 'unreachable'>()
  /** What `set_stats` collected. */
  stats: Values = {}

  add(hosts: readonly string[]): void {
    for (const host of hosts) {
      if (!this.#counts.has(host))
        this.#counts.set(host, {
          ok: 0,
          changed: 0,
          unreachable: 0,
          failed: 0,
          skipped: 0,
          rescued: 0,
          ignored: 0,
        })
    }
  }

  /** `rescued`: a failure that a `rescue` takes up; `included`: files that the task included, each counts. */
  count(result: TaskResult, rescued: boolean, included: number): void {
    const counts = this.#counts.get(result.host)
    if (counts === undefined) return
    if (result.ignored) counts.ignored++
    else if (result.status === 'unreachable' || (result.status === 'failed' && !rescued))
      this.#lost.set(result.host, result.status)
    switch (result.status) {
      case 'changed':
        counts.changed++
        counts.ok++
        break
      case 'ok':
        counts.ok += Math.max(1, included)
        break
      case 'skipped':
        counts.skipped++
        break
      case 'unreachable':
        counts.unreachable++
        break
      case 'failed':
        if (result.ignored) counts.ok++
        else if (rescued) counts.rescued++
        else counts.failed++
        if (result.ignored && result.result['changed'] === true) counts.changed++
    }
  }

  recap(): Record<string, Counts> {
    return Object.fromEntries([...this.#counts].map(([host, counts]) => [host, { ...counts }]))
  }

  /** Hosts that did not get through. */
  lost(): string[] {
    return [...this.#lost.keys()]
  }

  /** `meta: clear_host_errors`: what was lost so far is forgiven; it stays counted. */
  forgive(): void {
    this.#lost.clear()
  }

  /** 4 when a host was unreachable, else 2 when one failed, else 0 (Ansible's task_queue_manager). */
  exitCode(): number {
    const all = [...this.#lost.values()]
    return all.includes('unreachable') ? 4 : all.includes('failed') ? 2 : 0
  }
}
