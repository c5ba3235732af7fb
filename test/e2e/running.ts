import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Counts, RunEvent, TaskResult } from '../../src/engine/events.ts'
import { startStack } from '../tools/program.ts'

/** How a run of the program ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ReturnType<typeof startStack>
  readonly ended: Promise<Ended>
  /** What it has printed so far on both. */
  output(): string
}

/** No run of these tests takes longer, in milliseconds. */
const LONGEST_RUN = 600_000

/** Starts the built program; one that hangs is killed, and its code is then null. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = startStack(args, undefined, env)
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
    })
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_RUN)
  const ended = once(child, 'close').then(([code]: (number | null)[]) => {
    clearTimeout(timer)
    return { code: code ?? null, ...said }
  })
  return { child, ended, output: () => said.stdout + said.stderr }
}

/** Runs the built program to its end. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return start(args, env).ended
}

/** What a run with `--output json` tells. */
export interface Told {
  readonly recap: Readonly<Record<string, Counts>>
  readonly roundTrips: Readonly<Record<string, number>>
  /** `host: task`, in order, of all that changed or would change. */
  readonly changed: readonly string[]
  /** `host: task: why`, in order, of all that failed. */
  readonly failures: readonly string[]
  /** What would change, as far as can be said: `host: task`. */
  readonly unsure: readonly string[]
}

/** Reads a run's events. Throws with all that it said when it ended before it was over. */
export function told({ code, stdout, stderr }: Ended): Told {
  const lines = stdout.split('\n').filter((line) => line !== '')
  const events = lines.map((line) => JSON.parse(line) as RunEvent)
  const end = events.at(-1)
  if (end?.kind !== 'run-end') throw new Error(`a run ended early with ${code}: ${stderr} ${lines.at(-1)}`)
  const results = events.flatMap((event) => (event.kind === 'result' ? [event.result] : []))
  const name = ({ host, task }: TaskResult): string => `${host}: ${task.name}`
  return {
    recap: end.recap,
    roundTrips: end.roundTrips,
    changed: results.filter(({ status }) => status === 'changed').map(name),
    failures: results
      .filter(({ status, ignored }) => !ignored && (status === 'failed' || status === 'unreachable'))
      .map((result) => `${name(result)}: ${result.error?.message ?? JSON.stringify(result.result)}`),
    unsure: results.filter(({ mayChangeAfter }) => mayChangeAfter !== undefined).map(name),
  }
}

/** Asks again until the answer is neither undefined nor a fault; fails with the last fault after `ms`. */
export async function eventually<T>(ask: () => Promise<T | undefined>, ms = 20_000): Promise<T> {
  const end = performance.now() + ms
  let fault: unknown = new Error(`not within ${ms} ms`)
  while (performance.now() < end) {
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      fault = error
    }
    await sleep(100)
  }
  throw fault
}
