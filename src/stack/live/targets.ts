import type { Observer } from '../../host/observation.ts'
import { isRecord } from '../../source/record.ts'
import type { RoleVariables } from '../roleVariables.ts'
import { localPage } from './localPage.ts'
import type { Target } from './sighting.ts'

/** What Prometheus asks and what became of it; undefined when Prometheus does not answer. */
export async function lookAtTargets(
  observer: Observer,
  variables: RoleVariables,
): Promise<readonly Target[] | undefined> {
  const port = variables.number('monitoring_port', 9090)
  const page = await observer.observe(localPage, `http://127.0.0.1:${port}/api/v1/targets?state=active`)
  return page === undefined ? undefined : parseTargets(page)
}

/** Reads Prometheus' HTTP API, `/api/v1/targets`. */
export function parseTargets(page: string): readonly Target[] | undefined {
  const answer = jsonOf(page)
  const data = isRecord(answer) ? answer['data'] : undefined
  const active = isRecord(data) ? data['activeTargets'] : undefined
  if (!Array.isArray(active)) return undefined
  return active.filter(isRecord).map((target) => {
    const labels = isRecord(target['labels']) ? target['labels'] : {}
    return {
      job: String(labels['job'] ?? ''),
      host: String(labels['host'] ?? ''),
      url: String(target['scrapeUrl'] ?? ''),
      // Not asked yet, just after a start: no news is no bad news.
      up: target['health'] !== 'down',
      error: String(target['lastError'] ?? ''),
    }
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
