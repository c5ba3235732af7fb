import { linesOf, type Sections } from './sections.ts'

/** The host's time: local for the parts, UTC for the ISO forms with a Z. */
export function clockFacts(sections: Sections): Record<string, unknown> {
  const [stamp = '', local = ''] = linesOf(sections, 'date')
  const [epoch = '', nanoseconds = ''] = stamp.split('.')
  const [year, month, day, hour, minute, second, weekday, weekdayNumber, week, zone, offset] =
    local.split(' ')
  const micro = nanoseconds.slice(0, 6)
  const utc = new Date(Number(epoch) * 1000)
  const iso = Number.isNaN(utc.getTime()) ? '' : utc.toISOString().slice(0, 19)
  const basic = `${year}${month}${day}T${hour}${minute}${second}`
  return {
    ansible_date_time: {
      year,
      month,
      weekday,
      weekday_number: weekdayNumber,
      weeknumber: week,
      day,
      hour,
      minute,
      second,
      epoch,
      epoch_int: epoch,
      date: `${year}-${month}-${day}`,
      time: `${hour}:${minute}:${second}`,
      iso8601_micro: `${iso}.${micro}Z`,
      iso8601: `${iso}Z`,
      iso8601_basic: `${basic}${micro}`,
      iso8601_basic_short: basic,
      tz: zone,
      tz_dst: zone,
      tz_offset: offset,
    },
  }
}
