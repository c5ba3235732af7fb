import { Agent } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { visit } from './visitor.ts'

/** What became of a steady stream of requests. */
export interface Streamed {
  readonly sent: number
  /** What was asked and what came of it, of each request that failed. */
  readonly failures: readonly string[]
  /** Requests that each web server answered. */
  readonly webs: Readonly<Record<string, number>>
}

const NOTE = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"text":"steady"}' }
const ASKED = [
  { path: '/', init: {}, status: 200 },
  { path: '/notes', init: NOTE, status: 201 },
  { path: '/static/style.css', init: {}, status: 200 },
] as const

/**
 * Sends requests while something is done, and a little before and after it: some visitors keep their connection,
 * the others open one for each request; pages, static files and writes in turn.
 */
export async function underRequests<T>(
  address: string,
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly streamed: Streamed }> {
  const failures: string[] = []
  const webs: Record<string, number> = {}
  let sent = 0
  let over = false
  const visitor = async (agent: Agent | undefined): Promise<void> => {
    while (!over) {
      const { path, init, status } = ASKED[sent++ % ASKED.length]!
      const asked = `${init === NOTE ? 'POST' : 'GET'} ${path}`
      try {
        const page = await visit(address, path, { ...init, ...(agent === undefined ? {} : { agent }) })
        webs[page.web] = (webs[page.web] ?? 0) + 1
        if (page.status !== status) failures.push(`${asked}: ${page.status} of ${page.web}: ${page.text}`)
      } catch (error) {
        failures.push(`${asked}: ${String(error)}`)
      }
      await sleep(20)
    }
  }
  const keeping = new Agent({ keepAlive: true, maxSockets: 2 })
  const visitors = [keeping, keeping, undefined, undefined].map(visitor)
  try {
    await sleep(500)
    const done = await work()
    await sleep(500)
    over = true
    await Promise.all(visitors)
    return { done, streamed: { sent, failures, webs } }
  } finally {
    over = true
    keeping.destroy()
  }
}
