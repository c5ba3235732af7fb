import { PyDateTime } from './datetime.ts'
import { fail } from './fault.ts'
import { NAMES } from './strftime.ts'

interface Field {
  readonly pattern: string
  readonly set: (parts: Parts, text: string) => void
}

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  micros: number
  dayOfYear: number | undefined
  afternoon: boolean | undefined
}

/** Python's datetime.strptime, in the C locale. Throws a template fault when the text does not fit. */
export function parseTime(text: string, format: string): PyDateTime {
  const fields: Field[] = []
  const pattern = format.replace(/\s+|%(.)|[\\^$.*+?()[\]{}|]/gs, (token, letter?: string) => {
    if (letter === '%') return '%'
    if (letter === undefined) return /^\s/.test(token) ? '\\s+' : `\\${token}`
    const field = Object.hasOwn(FIELDS, letter) ? FIELDS[letter] : undefined
    if (field === undefined) return fail(`'${letter}' is a bad directive in format '${format}'`)
    fields.push(field)
    return `(${field.pattern})`
  })
  const match = new RegExp(`^${pattern}$`, 'i').exec(text)
  if (match === null) return fail(`time data '${text}' does not match format '${format}'`)
  const parts: Parts = {
    year: 1900,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    micros: 0,
    dayOfYear: undefined,
    afternoon: undefined,
  }
  for (const [at, field] of fields.entries()) field.set(parts, match[at + 1] ?? '')
  return build(parts, text)
}

function build(parts: Parts, text: string): PyDateTime {
  const { year, minute, second, micros, dayOfYear, afternoon } = parts
  const hour = afternoon === undefined ? parts.hour : (parts.hour % 12) + (afternoon ? 12 : 0)
  const [month, day] = dayOfYear === undefined ? [parts.month, parts.day] : [1, dayOfYear]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  if (dayOfYear === undefined && date.getUTCDate() !== day) fail(`day is out of range for month in '${text}'`)
  return new PyDateTime(date, micros)
}

function number(pattern: string, set: (parts: Parts, value: number) => void): Field {
  return { pattern, set: (parts, text) => set(parts, Number(text)) }
}

function name(
  names: readonly string[],
  length: number | undefined,
  set: (parts: Parts, at: number) => void,
): Field {
  const known = names.map((word) => word.slice(0, length).toLowerCase())
  return { pattern: known.join('|'), set: (parts, text) => set(parts, known.indexOf(text.toLowerCase())) }
}

const ignored = () => undefined

const FIELDS: Readonly<Record<string, Field>> = {
  Y: number('\\d{4}', (parts, value) => Object.assign(parts, { year: value })),
  y: number('\\d{2}', (parts, value) =>
    Object.assign(parts, { year: value < 69 ? 2000 + value : 1900 + value }),
  ),
  m: number('1[0-2]|0[1-9]|[1-9]', (parts, value) => Object.assign(parts, { month: value })),
  d: number('3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]', (parts, value) => Object.assign(parts, { day: value })),
  H: number('2[0-3]|[01]\\d|\\d', (parts, value) => Object.assign(parts, { hour: value })),
  I: number('1[0-2]|0[1-9]|[1-9]', (parts, value) => Object.assign(parts, { hour: value })),
  M: number('[0-5]\\d|\\d', (parts, value) => Object.assign(parts, { minute: value })),
  S: number('6[01]|[0-5]\\d|\\d', (parts, value) => Object.assign(parts, { second: value })),
  j: number('36[0-6]|3[0-5]\\d|[12]\\d{2}|0[1-9]\\d|00[1-9]|[1-9]\\d|[1-9]', (parts, value) =>
    Object.assign(parts, { dayOfYear: value }),
  ),
  f: {
    pattern: '\\d{1,6}',
    set: (parts, text) => Object.assign(parts, { micros: Number(text.padEnd(6, '0')) }),
  },
  p: name(['AM', 'PM'], undefined, (parts, at) => Object.assign(parts, { afternoon: at === 1 })),
  b: name(NAMES.months, 3, (parts, at) => Object.assign(parts, { month: at + 1 })),
  B: name(NAMES.months, undefined, (parts, at) => Object.assign(parts, { month: at + 1 })),
  a: name(NAMES.days, 3, ignored),
  A: name(NAMES.days, undefined, ignored),
  // A zone is read but, the result having none, not kept.
  z: { pattern: 'Z|[-+]\\d{2}:?\\d{2}(?::?\\d{2})?', set: ignored },
  Z: { pattern: '[A-Za-z]{1,5}', set: ignored },
}
