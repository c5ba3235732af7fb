import { isFloat, isNumeric, makeFloat, makeInt } from './value.ts'

/** Python's int(value, base), or undefined when the value is no number; text such as `12.7` is cut to 12. */
export function toInt(value: unknown, base = 10): number | bigint | undefined {
  if (typeof value === 'string') return parseIntText(value, base) ?? truncate(parseFloatText(value))
  if (!isNumeric(value)) return undefined
  return isFloat(value) ? truncate(Number(value)) : typeof value === 'bigint' ? value : Number(value)
}

/** Python's float(value), or undefined when the value is no number. */
export function toFloat(value: unknown): unknown {
  if (isNumeric(value)) return makeFloat(Number(value))
  const parsed = typeof value === 'string' ? parseFloatText(value) : undefined
  return parsed === undefined ? undefined : makeFloat(parsed)
}

function truncate(value: number | undefined): number | bigint | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : makeInt(BigInt(Math.trunc(value)))
}

const PREFIXES: Readonly<Record<number, RegExp>> = { 2: /^0[bB]/, 8: /^0[oO]/, 16: /^0[xX]/ }

function parseIntText(text: string, base: number): number | bigint | undefined {
  const match = /^\s*([-+]?)(\w+)\s*$/.exec(text)
  if (match === null) return undefined
  let digits = match[2] ?? ''
  const radix = base === 0 ? radixOf(digits) : base
  const prefix = PREFIXES[radix]
  if (prefix !== undefined) digits = digits.replace(prefix, '')
  if (!/^[0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*$/.test(digits)) return undefined
  let value = 0n
  for (const digit of digits.replaceAll('_', '')) {
    const place = Number.parseInt(digit, 36)
    if (place >= radix) return undefined
    value = value * BigInt(radix) + BigInt(place)
  }
  return makeInt(match[1] === '-' ? -value : value)
}

function radixOf(digits: string): number {
  return Number(Object.entries(PREFIXES).find(([, prefix]) => prefix.test(digits))?.[0] ?? 10)
}

const FLOAT = /^\s*[-+]?(?:(?:\d+(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][-+]?\d+)?\s*$/
const SPECIAL = /^\s*([-+]?)(inf(?:inity)?|nan)\s*$/i

/** The number that a text stands for, or undefined. */
export function parseFloatText(text: string): number | undefined {
  if (FLOAT.test(text)) return Number(text.replaceAll('_', ''))
  const special = SPECIAL.exec(text)
  if (special === null) return undefined
  const size = /^n/i.test(special[2] ?? '') ? Number.NaN : Number.POSITIVE_INFINITY
  return special[1] === '-' ? -size : size
}
