import { SilentUndefined, Undefined } from '../scope.ts'
import { PyObject } from './object.ts'
import { isDict, isList, PyFloat, Tuple } from './value.ts'

/** Python's str(): what a value prints as. Throws for an undefined value, and for a secret. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Undefined) return silent(value, '')
  return value instanceof PyObject ? value.text() : repr(value)
}

function silent(value: Undefined, text: string): string {
  if (value instanceof SilentUndefined) return text
  throw value.error()
}

/** Python's repr(). */
export function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  switch (typeof value) {
    case 'string':
      return reprText(value)
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return Number.isInteger(value) ? reprInt(value) : reprFloat(value)
    case 'bigint':
      return value.toString()
    default:
      return reprObject(value)
  }
}

function reprInt(value: number): string {
  return Object.is(value, -0) ? '0' : Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString()
}

function reprObject(value: unknown): string {
  if (value instanceof Undefined) return silent(value, 'Undefined')
  if (value instanceof PyFloat) return reprFloat(value.value)
  if (value instanceof Tuple) {
    return value.length === 1 ? `(${repr(value[0])},)` : `(${Array.from(value, repr).join(', ')})`
  }
  if (isList(value)) return `[${value.map(repr).join(', ')}]`
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${repr(k)}: ${repr(v)}`).join(', ')}}`
  if (isDict(value)) {
    return `{${Object.entries(value)
      .map(([k, v]) => `${repr(k)}: ${repr(v)}`)
      .join(', ')}}`
  }
  if (value instanceof PyObject) return value.repr()
  return String(value)
}

/** A float as Python writes it: shortest digits that read back, `1e-05` and `1e+16` beyond 16 digits. */
export function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+'
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const plain = expand(mantissa, exponent)
  return plain.includes('.') ? plain : `${plain}.0`
}

function expand(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const padded = digits.padEnd(exponent + 1, '0')
  const fraction = padded.slice(exponent + 1)
  return sign + padded.slice(0, exponent + 1) + (fraction === '' ? '' : `.${fraction}`)
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let body = ''
  for (const char of text) {
    if (char === quote) body += `\\${char}`
    else body += ESCAPES[char] ?? (PRINTABLE.test(char) ? char : escapeChar(char))
  }
  return quote + body + quote
}

// What Python's str.isprintable() holds: no controls, separators (but the space), surrogates or unassigned.
const PRINTABLE = /^(?:[^\p{C}\p{Z}]| )$/u

function escapeChar(char: string): string {
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
