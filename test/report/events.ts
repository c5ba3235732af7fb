import type { Counts, ItemResult, RunEvent, TaskInfo, TaskResult } from '../../src/engine/events.ts'
import type { Values } from '../../src/modules/module.ts'

/** Events with everything filled in that a test does not care about. */
export function task(name: string, rest: Partial<TaskInfo> = {}): TaskInfo {
  return {
    id: name,
    name,
    action: 'command',
    at: { file: 'site.yml', line: 3, column: 7 },
    handler: false,
    ...rest,
  }
}

export function result(
  host: string,
  of: TaskInfo,
  status: TaskResult['status'],
  values: Values = { changed: status === 'changed' },
  rest: Partial<TaskResult> = {},
): RunEvent {
  return {
    kind: 'result',
    result: {
      host,
      task: of,
      status,
      ignored: false,
      result: values,
      items: undefined,
      diffs: [],
      noLog: false,
      mayChangeAfter: undefined,
      delegatedTo: undefined,
      steps: [],
      error: undefined,
      durationMs: 1,
      ...rest,
    },
  }
}

export function item(label: unknown, status: ItemResult['status'], values: Values = {}): ItemResult {
  return { label, status, result: values, diffs: [], ignored: false }
}

export const RUN_START: RunEvent = {
  kind: 'run-start',
  playbooks: ['/srv/site.yml'],
  check: false,
  diff: true,
  at: 0,
}

export function counts(some: Partial<Counts>): Counts {
  return { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0, ...some }
}

export function runEnd(recap: Readonly<Record<string, Counts>>, exitCode = 0): RunEvent {
  const roundTrips = Object.fromEntries(Object.keys(recap).map((host) => [host, 2]))
  return { kind: 'run-end', recap, roundTrips, stats: {}, exitCode, durationMs: 1 }
}
