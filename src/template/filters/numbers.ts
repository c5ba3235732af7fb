import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { compare } from '../python/compare.ts'
import { fail } from '../python/fault.ts'
import { fixed } from '../python/formatSpec.ts'
import { index, negate } from '../python/number.ts'
import { parseFloatText, toFloat, toInt } from '../python/parseNumber.ts'
import { isFloat, isNumeric, makeFloat, makeInt, typeName } from '../python/value.ts'

/** Filters on numbers. */
export const numberFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['int', bind('default base', (value, fallback = 0, base = 10) => toInt(value, index(base)) ?? fallback)],
  ['float', bind('default', (value, fallback = makeFloat(0)) => toFloat(value) ?? fallback)],
  ['abs', bind('', (value) => (compare(value, 0) < 0 ? negate(value) : value))],
  [
    'round',
    bind('precision method', (value, precision = 0, method = 'common') =>
      round(value, index(precision), method),
    ),
  ],
  ['log', bind('base', (value, base = Math.E) => makeFloat(logarithm(number(value), number(base))))],
  ['pow', bind('y', (value, power) => makeFloat(number(value) ** number(power)))],
  [
    'root',
    bind('base', (value, base = 2) =>
      makeFloat(number(base) === 2 ? Math.sqrt(number(value)) : number(value) ** (1 / number(base))),
    ),
  ],
])

function number(value: unknown): number {
  return isNumeric(value) ? Number(value) : fail(`a number is needed, not ${typeName(value)}`)
}

function logarithm(value: number, base: number): number {
  if (value <= 0) fail('the logarithm is of positive numbers only')
  if (base === Math.E) return Math.log(value)
  if (base === 10) return Math.log10(value)
  return Math.log(value) / Math.log(base)
}

function round(value: unknown, precision: number, method: unknown): unknown {
  if (method !== 'common' && method !== 'ceil' && method !== 'floor')
    fail('method must be common, ceil or floor')
  const size = typeof value === 'string' ? parseFloatText(value) : number(value)
  if (size === undefined) return fail(`a number is needed, not ${typeName(value)}`)
  if (method === 'common') {
    if (!isFloat(value)) return makeInt(roundWhole(BigInt(size), precision))
    return makeFloat(roundHalfEven(size, precision))
  }
  const scale = 10 ** precision
  return makeFloat((method === 'ceil' ? Math.ceil(size * scale) : Math.floor(size * scale)) / scale)
}

/** Python's round(): to the nearest, halves to even. */
export function roundHalfEven(value: number, precision: number): number {
  if (!Number.isFinite(value)) return value
  if (precision < 0) return Number(roundWhole(BigInt(Math.round(value)), precision))
  const rounded = Number(fixed(Math.abs(value), precision))
  return value < 0 ? -rounded : rounded
}

function roundWhole(value: bigint, precision: number): bigint {
  if (precision >= 0) return value
  const unit = 10n ** BigInt(-precision)
  const rest = ((value % unit) + unit) % unit
  const low = value - rest
  if (rest * 2n === unit) return (low / unit) % 2n === 0n ? low : low + unit
  return rest * 2n > unit ? low + unit : low
}
