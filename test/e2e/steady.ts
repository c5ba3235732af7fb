import { type Visit, visit } from './visitor.ts'

/** What a steady stream of requests has met with. Times are in milliseconds. */
export interface Figures {
  readonly sent: number
  /** Requests that got no answer of status 200 within 5 s. */
  readonly failed: number
  /** Why they failed, and how many of them. */
  readonly why: Readonly<Record<string, number>>
  /** How many were answered, but only after more than a second. */
  readonly slow: number
  /** The longest wait for a good answer. */
  readonly slowest: number
  /** The longest time in which no good answer came at all. */
  readonly gap: number
}

/** Visitors who keep coming. */
export interface Steady {
  /** Sends no more of them, waits for the answers and counts. */
  stop(): Promise<Figures>
}

/** Asks for the notes so many times a second until it is stopped; unless `how` has an agent, on a new connection. */
export function keepVisiting(address: string, perSecond = 50, how: Visit = {}): Steady {
  const asked: Promise<void>[] = []
  const answers: { readonly at: number; readonly took: number }[] = []
  const why: Record<string, number> = {}
  const fail = (reason: string): void => {
    why[reason] = (why[reason] ?? 0) + 1
  }
  const ask = async (): Promise<void> => {
    const begun = performance.now()
    try {
      const { status } = await visit(address, '/notes', how)
      if (status !== 200) return fail(String(status))
      const at = performance.now()
      answers.push({ at, took: at - begun })
    } catch (error) {
      fail(reasonOf(error))
    }
  }
  const began = performance.now()
  const timer = setInterval(() => asked.push(ask()), 1000 / perSecond)
  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.all(asked)
      const ends = [began, ...answers.map(({ at }) => at)]
      return {
        sent: asked.length,
        failed: asked.length - answers.length,
        why,
        slow: answers.filter(({ took }) => took > 1000).length,
        slowest: Math.round(Math.max(0, ...answers.map(({ took }) => took))),
        gap: Math.round(Math.max(0, ...ends.slice(1).map((at, n) => at - (ends[n] ?? at)))),
      }
    },
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? String(error.code) : error.name
}
