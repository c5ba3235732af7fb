import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { fixed } from '../python/formatSpec.ts'
import { toFloat } from '../python/parseNumber.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { isNumeric, makeInt, typeName } from '../python/value.ts'
import { roundHalfEven } from './numbers.ts'

const RANGES: readonly (readonly [string, number])[] = ['Y', 'Z', 'E', 'P', 'T', 'G', 'M', 'K', 'B'].map(
  (unit, at) => [unit, 2 ** (10 * (8 - at))],
)

/** Filters between numbers of bytes and their readable form. */
export const sizeFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['human_readable', bind('isbits unit', humanReadable)],
  ['human_to_bytes', bind('default_unit isbits', humanToBytes)],
  ['filesizeformat', bind('binary', fileSize)],
])

function humanReadable(value: unknown, bits: unknown = false, unit: unknown = null): string {
  if (!isNumeric(value)) return fail(`human_readable needs a number, not ${typeName(value)}`)
  const size = Number(value)
  const wanted = unit === null ? undefined : str(unit).toUpperCase()
  const base = truth(bits) ? 'bits' : 'Bytes'
  const range = RANGES.find(([name, limit]) => (wanted === undefined ? size >= limit : wanted === name))
  const [name, limit] = range ?? ['B', 1]
  return `${fixed(size / limit, 2)} ${limit === 1 ? base : name + base.charAt(0)}`
}

function humanToBytes(value: unknown, fallback: unknown = null, bits: unknown = false): number | bigint {
  const text = str(value)
  const [, digits = '', given] = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(text) ?? []
  if (!/\d/.test(digits)) fail(`human_to_bytes can't interpret '${text}'`)
  const unit = given ?? (fallback === null ? undefined : str(fallback))
  if (unit === undefined) return makeInt(BigInt(roundHalfEven(Number(digits), 0)))
  const limit = RANGES.find(([name]) => name === unit.charAt(0).toUpperCase())?.[1]
  if (limit === undefined) {
    return fail(
      `human_to_bytes can't interpret the unit '${unit}'`,
      `it begins with ${RANGES.map(([name]) => name).join(', ')}`,
    )
  }
  const [letter, word] = truth(bits) ? ['b', 'bit'] : ['B', 'byte']
  if (unit.length > 1 && !unit.toLowerCase().includes(word) && unit.charAt(1) !== letter) {
    fail(
      `human_to_bytes can't interpret the unit '${unit}'`,
      `write ${unit.charAt(0).toUpperCase()}${letter}`,
    )
  }
  return makeInt(BigInt(roundHalfEven(Number(digits) * limit, 0)))
}

function fileSize(value: unknown, binary: unknown = false): string {
  const parsed = toFloat(value)
  if (parsed === undefined) return fail(`filesizeformat needs a number, not ${typeName(value)}`)
  const size = Number(parsed)
  const base = truth(binary) ? 1024 : 1000
  if (size === 1) return '1 Byte'
  if (size < base) return `${Math.trunc(size)} Bytes`
  const letters = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']
  const found = letters.findIndex((_letter, at) => size < base ** (at + 2))
  const place = found < 0 ? letters.length - 1 : found
  const letter = letters[place] ?? ''
  return `${fixed((base * size) / base ** (place + 2), 1)} ${truth(binary) ? `${letter.toUpperCase()}iB` : `${letter}B`}`
}
