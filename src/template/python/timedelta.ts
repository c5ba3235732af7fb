import { Callable, PyObject } from './object.ts'
import { makeFloat } from './value.ts'

const SECOND = 1_000_000
const DAY = 86_400 * SECOND

/** The time between two dates, exact to a microsecond. */
export class TimeDelta extends PyObject {
  readonly type = 'timedelta'
  readonly micros: number

  constructor(micros: number) {
    super()
    this.micros = micros
  }

  get #days(): number {
    return Math.floor(this.micros / DAY)
  }

  get #rest(): number {
    return this.micros - this.#days * DAY
  }

  text(): string {
    const days = this.#days
    const seconds = Math.floor(this.#rest / SECOND)
    const fraction = this.#rest % SECOND
    const two = (value: number) => String(value).padStart(2, '0')
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
    const prefix = days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `
    return prefix + clock + (fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`)
  }

  override repr(): string {
    const parts = ['days', 'seconds', 'microseconds']
      .map((name) => [name, this.attribute(name)])
      .filter(([, value]) => value !== 0)
    return `datetime.timedelta(${parts.length === 0 ? '0' : parts.map((part) => part.join('=')).join(', ')})`
  }

  override truth(): boolean {
    return this.micros !== 0
  }

  override sortKey(): number {
    return this.micros
  }

  override minus(other: unknown): unknown {
    return other instanceof TimeDelta ? new TimeDelta(this.micros - other.micros) : undefined
  }

  override plus(other: unknown): unknown {
    return other instanceof TimeDelta ? new TimeDelta(this.micros + other.micros) : undefined
  }

  override attribute(name: string): unknown {
    switch (name) {
      case 'days':
        return this.#days
      case 'seconds':
        return Math.floor(this.#rest / SECOND)
      case 'microseconds':
        return this.#rest % SECOND
      case 'total_seconds':
        return new Callable(name, () => makeFloat(this.micros / SECOND))
      default:
        return undefined
    }
  }
}
