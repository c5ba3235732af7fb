import { get } from './dict.ts'
import { fail } from './fault.ts'
import { formatNumber, pad, type Spec } from './formatSpec.ts'
import { index } from './number.ts'
import { repr, str } from './text.ts'
import { isDict, isFloat, isNumeric, Tuple, typeName } from './value.ts'

const DIRECTIVE = /%(?:\(([^)]*)\))?([-#0 +]*)(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?/gsu

/** Python's `text % values`: values are a tuple, one value, or a dict for `%(name)s`. */
export function formatPercent(format: string, values: unknown): string {
  const list = values instanceof Tuple ? Array.from(values) : [values]
  let used = 0
  const next = () => (used < list.length ? list[used++] : fail('not enough arguments for format string'))
  const text = format.replace(
    DIRECTIVE,
    (_all, key?: string, flags = '', width?: string, precision?: string, type?: string) => {
      if (type === '%') return '%'
      if (type === undefined) return fail('incomplete format')
      const wide = width === '*' ? index(next()) : Number(width ?? 0)
      const places =
        precision === '*' ? index(next()) : precision === undefined ? undefined : Number(precision)
      return directive(
        type,
        key === undefined ? next() : named(values, key),
        specOf(flags, wide, places, type),
      )
    },
  )
  if (used < list.length && !isDict(values)) fail('not all arguments converted during string formatting')
  return text
}

function named(values: unknown, key: string): unknown {
  if (!isDict(values)) return fail('format requires a mapping')
  const value = get(values, key)
  return value === undefined ? fail(`the format names '${key}', which the dict lacks`) : value
}

function specOf(flags: string, width: number, precision: number | undefined, type: string): Spec {
  const left = flags.includes('-')
  const zero = flags.includes('0') && !left
  return {
    fill: zero ? '0' : ' ',
    align: left ? '<' : zero ? '=' : '>',
    sign: flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '-',
    alternate: flags.includes('#'),
    width,
    group: '',
    precision,
    type: type === 'i' || type === 'u' ? 'd' : type,
  }
}

function directive(type: string, value: unknown, spec: Spec): string {
  if ('sra'.includes(type)) {
    const text = type === 's' ? str(value) : repr(value)
    const cut = spec.precision === undefined ? text : Array.from(text).slice(0, spec.precision).join('')
    return pad(cut, { ...spec, fill: ' ' }, '>')
  }
  if (type === 'c')
    return pad(typeof value === 'string' ? value : String.fromCodePoint(index(value)), spec, '>')
  if (!'diuoxXeEfFgG'.includes(type)) return fail(`unsupported format character '${type}'`)
  if (!isNumeric(value)) return fail(`%${type} format: a number is required, not ${typeName(value)}`)
  const whole = 'diu'.includes(type) && isFloat(value) ? Math.trunc(Number(value)) : value
  return formatNumber(whole, 'diuoxX'.includes(type) ? { ...spec, precision: undefined } : spec)
}
