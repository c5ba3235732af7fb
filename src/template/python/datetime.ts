import { bind } from '../bind.ts'
import { fail } from './fault.ts'
import { Callable, PyObject } from './object.ts'
import { formatTime } from './strftime.ts'
import { str } from './text.ts'
import { TimeDelta } from './timedelta.ts'
import { makeFloat, Tuple } from './value.ts'

/**
 * A Python datetime without a time zone: the fields are those of the Date in UTC, and where an instant is
 * asked for they are taken as local time.
 */
export class PyDateTime extends PyObject {
  readonly type: string
  readonly #fields: Date
  readonly #micros: number

  /** `fields` holds year to second in its UTC parts; `micros` is the fraction of the second. */
  constructor(fields: Date, micros = 0, type = 'datetime') {
    super()
    this.#fields = fields
    this.#micros = micros
    this.type = type
  }

  /** The moment as a clock on the wall shows it, in UTC or in local time. */
  static at(moment: Date, utc: boolean): PyDateTime {
    const shift = utc ? 0 : moment.getTimezoneOffset() * 60_000
    const fields = new Date(moment.getTime() - shift)
    const micros = fields.getUTCMilliseconds() * 1000
    fields.setUTCMilliseconds(0)
    return new PyDateTime(fields, micros)
  }

  text(): string {
    return this.#iso(' ')
  }

  override repr(): string {
    const d = this.#fields
    const parts = [d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate()]
    if (this.type === 'date') return `datetime.date(${parts.join(', ')})`
    parts.push(d.getUTCHours(), d.getUTCMinutes())
    if (d.getUTCSeconds() > 0 || this.#micros > 0) parts.push(d.getUTCSeconds())
    if (this.#micros > 0) parts.push(this.#micros)
    return `datetime.datetime(${parts.join(', ')})`
  }

  toJSON(): string {
    return this.#iso('T')
  }

  override sortKey(): number {
    return this.#fields.getTime() * 1000 + this.#micros
  }

  override minus(other: unknown): unknown {
    if (other instanceof TimeDelta) return this.#moved(-other.micros)
    return other instanceof PyDateTime ? new TimeDelta(this.sortKey() - other.sortKey()) : undefined
  }

  override plus(other: unknown): unknown {
    return other instanceof TimeDelta ? this.#moved(other.micros) : undefined
  }

  override attribute(name: string): unknown {
    const field = FIELDS[name]
    if (field !== undefined && Object.hasOwn(FIELDS, name)) return field(this.#fields)
    if (name === 'microsecond') return this.#micros
    const method = this.#methods(name)
    if (method === undefined) return undefined
    const run = bind('a b', (_self, a, b) => method(a, b))
    return new Callable(name, (args, named, context) => run(this, args, named, context))
  }

  #methods(name: string): ((a: unknown, b: unknown) => unknown) | undefined {
    switch (name) {
      case 'strftime':
      case '__format__':
        return (format) => formatTime(str(format), this.#fields, this.#micros)
      case 'isoformat':
        return (separator = 'T') => this.#iso(str(separator))
      case 'date':
        return () => new PyDateTime(new Date(Math.floor(this.#fields.getTime() / DAY) * DAY), 0, 'date')
      case 'timestamp':
        return () => makeFloat(this.#local().getTime() / 1000 + this.#micros / 1e6)
      case 'weekday':
        return () => (this.#fields.getUTCDay() + 6) % 7
      case 'isoweekday':
        return () => this.#fields.getUTCDay() || 7
      case 'toordinal':
        return () => Math.floor(this.#fields.getTime() / DAY) + EPOCH_ORDINAL
      case 'timetuple':
        return () => Tuple.make(Object.values(FIELDS).map((field) => field(this.#fields)))
      default:
        return undefined
    }
  }

  #moved(micros: number): PyDateTime {
    const key = this.sortKey() + micros
    const seconds = Math.floor(key / 1e6)
    return new PyDateTime(new Date(seconds * 1000), key - seconds * 1e6, this.type)
  }

  #local(): Date {
    const d = this.#fields
    return new Date(
      d.getUTCFullYear(),
      d.getUTCMonth(),
      d.getUTCDate(),
      d.getUTCHours(),
      d.getUTCMinutes(),
      d.getUTCSeconds(),
    )
  }

  #iso(separator: string): string {
    if (!Number.isFinite(this.#fields.getTime())) return fail('the date is out of range')
    const [day = '', time = ''] = this.#fields.toISOString().split('T')
    if (this.type === 'date') return day
    const fraction = this.#micros === 0 ? '' : `.${String(this.#micros).padStart(6, '0')}`
    return `${day}${separator}${time.slice(0, 8)}${fraction}`
  }
}

const DAY = 86_400_000
const EPOCH_ORDINAL = 719_163

const FIELDS: Readonly<Record<string, (date: Date) => number>> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  day: (date) => date.getUTCDate(),
  hour: (date) => date.getUTCHours(),
  minute: (date) => date.getUTCMinutes(),
  second: (date) => date.getUTCSeconds(),
}
