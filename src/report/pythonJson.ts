import { entriesOf } from '../template/python/dict.ts'
import { reprFloat, str } from '../template/python/text.ts'
import { isDict, isFloat, isList } from '../template/python/value.ts'

/**
 * JSON as Python's json.dumps writes it for Ansible's output: keys sorted, `", "` and `": "` between, or
 * indented by `indent` blanks; characters outside ASCII stay.
 */
export function pythonJson(value: unknown, indent?: number): string {
  return write(value, indent, '')
}

function write(value: unknown, indent: number | undefined, margin: string): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return quote(value)
  if (isFloat(value)) return float(Number(value))
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value)
  if (isList(value))
    return group('[', ']', value, indent, margin, (item, inner) => write(item, indent, inner))
  if (isDict(value)) {
    const entries = entriesOf(value).map(([key, item]) => [keyText(key), item] as const)
    return group('{', '}', sorted(entries), indent, margin, ([key, item], inner) => {
      return `${quote(key)}: ${write(item, indent, inner)}`
    })
  }
  return other(value, indent, margin)
}

function group<T>(
  open: string,
  close: string,
  items: readonly T[],
  indent: number | undefined,
  margin: string,
  one: (item: T, margin: string) => string,
): string {
  if (items.length === 0) return open + close
  if (indent === undefined) return open + items.map((item) => one(item, '')).join(', ') + close
  const inner = margin + ' '.repeat(indent)
  return `${open}\n${items.map((item) => inner + one(item, inner)).join(',\n')}\n${margin}${close}`
}

function sorted(entries: readonly (readonly [string, unknown])[]): (readonly [string, unknown])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

function keyText(key: unknown): string {
  if (key === null) return 'null'
  return typeof key === 'boolean' ? String(key) : str(key)
}

function float(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return reprFloat(value)
}

// JSON.stringify escapes the same characters as Python but for DEL and lone surrogates, which agree closely enough.
function quote(text: string): string {
  return JSON.stringify(text)
}

/** Secrets, ciphertexts and unsafe texts know how they may be shown. */
function other(
  value: object | symbol | ((...args: never) => unknown),
  indent: number | undefined,
  margin: string,
): string {
  if (
    typeof value === 'object' &&
    value !== null &&
    'toJSON' in value &&
    typeof value.toJSON === 'function'
  ) {
    return write(value.toJSON(), indent, margin)
  }
  return quote(str(value))
}
