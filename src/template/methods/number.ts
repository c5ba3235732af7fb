import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'

/** Methods of int, float and bool. */
export const numberMethods: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['is_integer', bind('', (value) => Number.isInteger(Number(value)))],
  ['bit_length', bind('', (value) => bits(value).length)],
  ['bit_count', bind('', (value) => bits(value).replaceAll('0', '').length)],
  ['conjugate', bind('', (value) => value)],
])

function bits(value: unknown): string {
  const whole = BigInt(Number(value))
  return whole === 0n ? '' : (whole < 0n ? -whole : whole).toString(2)
}
