import { Undefined } from '../scope.ts'
import { entriesOf } from './dict.ts'
import { fail } from './fault.ts'
import { PyObject } from './object.ts'
import { sortItems } from './sort.ts'
import { reprFloat, str } from './text.ts'
import { isDict, isFloat, isInt, isList, typeName } from './value.ts'

/** How json.dumps is to write; Python's names in camel case. */
export interface JsonStyle {
  /** Blanks per level, or undefined for one line. */
  readonly indent?: string | undefined
  readonly sortKeys?: boolean
  readonly ensureAscii?: boolean
  readonly itemSeparator: string
  readonly keySeparator: string
}

/** Python's json.dumps. Values that know their JSON form (toJSON) are written in it. */
export function writeJson(value: unknown, style: JsonStyle): string {
  return write(value, style, '\n')
}

function write(value: unknown, style: JsonStyle, newline: string): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return quote(value, style)
  if (typeof value === 'boolean') return String(value)
  if (isFloat(value)) return float(Number(value))
  if (isInt(value)) return str(value)
  if (value instanceof Undefined) throw value.error()
  if (isList(value))
    return writeGroup('[', ']', value, style, newline, (item, inner) => write(item, style, inner))
  if (isDict(value)) return writeDict(value, style, newline)
  if (value instanceof PyObject) return quote(value.text(), style)
  if (typeof value === 'object' && 'toJSON' in value && typeof value.toJSON === 'function') {
    return write(value.toJSON(), style, newline)
  }
  return fail(`${typeName(value)} can not be written as JSON`)
}

function writeDict(value: Parameters<typeof entriesOf>[0], style: JsonStyle, newline: string): string {
  const entries = entriesOf(value)
  const sorted = style.sortKeys
    ? (sortItems(entries, false, (entry) => (entry as [unknown, unknown])[0]) as [unknown, unknown][])
    : entries
  return writeGroup('{', '}', sorted, style, newline, ([key, item], inner) => {
    return quote(keyText(key), style) + style.keySeparator + write(item, style, inner)
  })
}

function keyText(key: unknown): string {
  if (typeof key === 'string') return key
  if (key === null || typeof key === 'boolean') return String(key)
  return isFloat(key) ? float(Number(key)) : str(key)
}

function writeGroup<T>(
  open: string,
  close: string,
  items: readonly T[],
  { indent, itemSeparator }: JsonStyle,
  newline: string,
  one: (item: T, newline: string) => string,
): string {
  if (items.length === 0) return open + close
  if (indent === undefined) return open + items.map((item) => one(item, newline)).join(itemSeparator) + close
  const inner = newline + indent
  return open + inner + items.map((item) => one(item, inner)).join(itemSeparator + inner) + newline + close
}

function float(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? reprFloat(value) : value > 0 ? 'Infinity' : '-Infinity'
}

function quote(text: string, { ensureAscii }: JsonStyle): string {
  const quoted = JSON.stringify(text)
  if (ensureAscii === false) return quoted
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
