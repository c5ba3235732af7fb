import type { ObservationKind } from '../../host/observation.ts'
import { script } from '../../shell/command.ts'

export interface CacheTime {
  /** Seconds since 1970 at which the package lists were last fetched; 0 when they never were. */
  readonly updated: number
  /** How long ago that is, by the host's own clock. */
  readonly age: number
}

/** Shell text that prints when the lists were last fetched, judged by the same two places as Ansible. */
export const PRINT_CACHE_TIME =
  'stat -c %Y /var/lib/apt/periodic/update-success-stamp 2>/dev/null || stat -c %Y /var/lib/apt/lists 2>/dev/null || echo 0'

/** When the package lists were fetched. Key: `lists`. A directory of lists that holds none counts as never fetched. */
export const cacheTime: ObservationKind<'lists', CacheTime> = {
  name: 'aptCacheTime',
  id: (key) => key,
  fetch: () => ({
    command: script(`date +%s
if ls /var/lib/apt/lists/*Release >/dev/null 2>&1 || ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1; then
  ${PRINT_CACHE_TIME}
else echo 0
fi`),
  }),
  parse: (reply, keys) => {
    const [now = 0, updated = 0] = reply.stdout.toString().split('\n').map(Number)
    return keys.map(() => ({ updated, age: now - updated }))
  },
}
