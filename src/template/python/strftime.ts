const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** The names that strptime knows, in the C locale. */
export const NAMES = { days: DAYS, months: MONTHS } as const

const DAY = 86_400_000

interface Zone {
  readonly name: string
  /** Minutes east of Greenwich. */
  readonly offset: number
}

/**
 * strftime in the C locale, for a date whose UTC parts are what is to be shown. `zone` is what `%Z` and `%z`
 * show; without one they are empty, as for Python's dates without a time zone.
 */
export function formatTime(format: string, date: Date, micros: number, zone?: Zone): string {
  return format.replace(/%-?([a-zA-Z%])/g, (directive, letter: string) => {
    const text = directiveText(letter, date, micros, zone)
    if (text === undefined) return directive
    // GNU's `%-d`: without padding.
    return directive.startsWith('%-') ? text.replace(/^[0 ]+(?=.)/, '') : text
  })
}

function directiveText(
  letter: string,
  date: Date,
  micros: number,
  zone: Zone | undefined,
): string | undefined {
  const composed = COMPOSED[letter]
  if (composed !== undefined) return formatTime(composed, date, micros, zone)
  switch (letter) {
    case 'f':
      return String(micros).padStart(6, '0')
    case 'Z':
      return zone?.name ?? ''
    case 'z':
      return zone === undefined ? '' : offsetText(zone.offset)
    case 's':
      return String(Math.floor(date.getTime() / 1000) - (zone?.offset ?? 0) * 60)
    default:
      return Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter]?.(date) : undefined
  }
}

const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}

const SIMPLE: Readonly<Record<string, (date: Date) => string>> = {
  '%': () => '%',
  n: () => '\n',
  t: () => '\t',
  a: (date) => dayName(date).slice(0, 3),
  A: dayName,
  b: (date) => monthName(date).slice(0, 3),
  B: monthName,
  C: (date) => two(Math.floor(date.getUTCFullYear() / 100)),
  d: (date) => two(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2),
  G: (date) => String(isoWeek(date).year),
  g: (date) => two(isoWeek(date).year % 100),
  H: (date) => two(date.getUTCHours()),
  I: (date) => two(date.getUTCHours() % 12 || 12),
  j: (date) => String(dayOfYear(date) + 1).padStart(3, '0'),
  k: (date) => String(date.getUTCHours()).padStart(2),
  l: (date) => String(date.getUTCHours() % 12 || 12).padStart(2),
  m: (date) => two(date.getUTCMonth() + 1),
  M: (date) => two(date.getUTCMinutes()),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: (date) => (date.getUTCHours() < 12 ? 'am' : 'pm'),
  S: (date) => two(date.getUTCSeconds()),
  u: (date) => String(date.getUTCDay() || 7),
  U: (date) => two(Math.floor((dayOfYear(date) + 7 - date.getUTCDay()) / 7)),
  V: (date) => two(isoWeek(date).week),
  w: (date) => String(date.getUTCDay()),
  W: (date) => two(Math.floor((dayOfYear(date) + 7 - ((date.getUTCDay() + 6) % 7)) / 7)),
  y: (date) => two(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
}

function dayName(date: Date): string {
  return DAYS[date.getUTCDay()] ?? ''
}

function monthName(date: Date): string {
  return MONTHS[date.getUTCMonth()] ?? ''
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY)
}

// The ISO week belongs to the year that its Thursday is in.
function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY)
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 }
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`
}
