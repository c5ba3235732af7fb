import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { PyDateTime } from '../python/datetime.ts'
import { fail } from '../python/fault.ts'
import { Callable } from '../python/object.ts'
import { toFloat } from '../python/parseNumber.ts'
import { formatTime } from '../python/strftime.ts'
import { parseTime } from '../python/strptime.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'

type Clock = () => Date

/** Filters on dates and times. */
export function dateFilters(now: Clock): ReadonlyMap<string, FilterFn> {
  return new Map<string, FilterFn>([
    [
      'to_datetime',
      bind('format', (value, format = '%Y-%m-%d %H:%M:%S') => parseTime(str(value), str(format))),
    ],
    [
      'strftime',
      bind('second utc', (format, second = null, utc = false) =>
        show(str(format), momentOf(second, now), truth(utc)),
      ),
    ],
  ])
}

/** Ansible's `now(utc, fmt)`: a date, or text when a format is given. */
export function nowFunction(now: Clock): Callable {
  const run = bind('utc fmt', (_now, utc = false, format = null) => {
    const moment = PyDateTime.at(now(), truth(utc))
    if (format === null || !truth(format)) return moment
    return show(str(format), now(), truth(utc), false)
  })
  return new Callable('now', (args, named, context) => run(null, args, named, context))
}

function momentOf(second: unknown, now: Clock): Date {
  if (second === null) return now()
  const epoch = toFloat(second)
  return epoch === undefined
    ? fail(`invalid value for epoch value (${str(second)})`)
    : new Date(Number(epoch) * 1000)
}

// A date that comes from now() has no zone to show; one of the filter has.
function show(format: string, moment: Date, utc: boolean, withZone = true): string {
  const offset = utc ? 0 : -moment.getTimezoneOffset()
  const fields = new Date(moment.getTime() + offset * 60_000)
  const zone = withZone ? { name: utc ? 'GMT' : zoneName(moment), offset } : undefined
  return formatTime(format, fields, fields.getUTCMilliseconds() * 1000, zone)
}

function zoneName(moment: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(moment)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
}
