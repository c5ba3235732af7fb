import type { ObservationKind } from '../../host/observation.ts'
import { script } from '../../shell/command.ts'

/** All files of one-line package sources: their texts by path. */
export const sourceFiles: ObservationKind<'sources', ReadonlyMap<string, string>> = {
  name: 'aptSources',
  id: (key) => key,
  fetch: () => ({
    command: script(`for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  if [ -f "$file" ]; then printf '%s\\0' "$file"; cat -- "$file"; printf '\\0'; fi
done`),
  }),
  parse: (reply, keys) => {
    const fields = reply.stdout.toString('utf8').split('\0')
    const files = new Map<string, string>()
    for (let at = 0; at + 1 < fields.length; at += 2) files.set(fields[at] ?? '', fields[at + 1] ?? '')
    return keys.map(() => files)
  },
}
