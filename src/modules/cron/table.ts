import type { ObservationKind } from '../../host/observation.ts'
import { quote, script } from '../../shell/command.ts'

export interface CronKey {
  /** Whose crontab; the one who asks when undefined. */
  readonly user: string | undefined
  /** A file in place of a crontab. */
  readonly file: string | undefined
}

export interface CronTable {
  /** The host has a cron. */
  readonly available: boolean
  readonly text: string
}

/** A crontab's text. */
export const crontab: ObservationKind<CronKey, CronTable> = {
  name: 'crontab',
  id: ({ user, file }) => `${user ?? ''}:${file ?? ''}`,
  fetch: (keys) => ({
    command: script(
      keys
        .map(({ user, file }) => {
          if (file !== undefined) return `printf y; cat -- ${quote(file)} 2>/dev/null; printf '\\0'`
          const flags = user === undefined ? '' : `-u ${quote(user)}`
          return `command -v crontab >/dev/null && printf y; crontab ${flags} -l 2>/dev/null; printf '\\0'`
        })
        .join('\n'),
    ),
  }),
  parse: (reply, keys) => {
    const records = reply.stdout.toString('utf8').split('\0')
    return keys.map((_key, index) => {
      const record = records[index] ?? ''
      return { available: record.startsWith('y'), text: record.slice(1) }
    })
  },
}
