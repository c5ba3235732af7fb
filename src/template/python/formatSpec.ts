import { fail } from './fault.ts'
import { reprFloat, str } from './text.ts'
import { isFloat, isNumeric, typeName } from './value.ts'

/** A parsed `[[fill]align][sign][#][0][width][,][.precision][type]`. */
export interface Spec {
  readonly fill: string
  readonly align: string
  readonly sign: string
  readonly alternate: boolean
  readonly width: number
  readonly group: string
  readonly precision: number | undefined
  readonly type: string
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su

/** Python's format(value, spec) for text and numbers. */
export function formatValue(value: unknown, specification: string): string {
  if (specification === '') return str(value)
  const match = SPEC.exec(specification)
  if (match === null) return fail(`invalid format specifier '${specification}'`)
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = match
  const spec: Spec = {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero ? '=' : ''),
    sign: sign ?? '-',
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    group: group ?? '',
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  }
  return isNumeric(value) && (typeof value !== 'boolean' || spec.type !== '')
    ? formatNumber(value, spec)
    : formatText(value, spec)
}

function formatText(value: unknown, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') {
    fail(`unknown format code '${spec.type}' for object of type '${typeName(value)}'`)
  }
  const text = str(value)
  return pad(
    spec.precision === undefined ? text : Array.from(text).slice(0, spec.precision).join(''),
    spec,
    '<',
  )
}

/** A number in a given format, padded; shared with `%` formatting. */
export function formatNumber(value: unknown, spec: Spec): string {
  const negative = Number(value) < 0 || Object.is(Number(value), -0)
  const body = digits(value, spec)
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign
  const prefix = spec.alternate && 'boxX'.includes(spec.type) && spec.type !== '' ? `0${spec.type}` : ''
  if (spec.align === '=') {
    return (
      sign +
      prefix +
      spec.fill.repeat(Math.max(0, spec.width - body.length - sign.length - prefix.length)) +
      body
    )
  }
  return pad(sign + prefix + body, spec, '>')
}

// The digits without a sign.
function digits(value: unknown, spec: Spec): string {
  if (isFloat(value) || 'eEfFgG%'.includes(spec.type || '?')) {
    return grouped(floatDigits(Math.abs(Number(value)), spec), spec.group, 3)
  }
  const whole = BigInt(typeof value === 'bigint' ? value : Number(value))
  const size = whole < 0n ? -whole : whole
  switch (spec.type) {
    case 'b':
      return grouped(size.toString(2), spec.group, 4)
    case 'o':
      return grouped(size.toString(8), spec.group, 4)
    case 'x':
      return grouped(size.toString(16), spec.group, 4)
    case 'X':
      return grouped(size.toString(16).toUpperCase(), spec.group, 4)
    case 'c':
      return String.fromCodePoint(Number(size))
    default:
      return grouped(size.toString(), spec.group, 3)
  }
}

function floatDigits(value: number, spec: Spec): string {
  if (!Number.isFinite(value))
    return spec.type === 'F' || spec.type === 'E' ? reprFloat(value).toUpperCase() : reprFloat(value)
  const precision = spec.precision ?? 6
  switch (spec.type) {
    case 'f':
    case 'F':
      return fixed(value, precision)
    case '%':
      return `${fixed(value * 100, precision)}%`
    case 'e':
    case 'E':
      return upper(exponential(value, precision), spec.type)
    case '':
      return spec.precision === undefined ? reprFloat(value) : general(value, precision, true)
    default:
      return upper(general(value, precision, false), spec.type)
  }
}

/** Digits behind the point, half-way cases as the exact binary value falls. */
export function fixed(value: number, precision: number): string {
  return value < 1e21
    ? exactFixed(value, Math.min(precision, 100))
    : `${BigInt(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`
}

// toFixed rounds exact halves up, Python rounds them to even.
function exactFixed(value: number, precision: number): string {
  const text = value.toFixed(precision)
  const scaled = value * 10 ** precision
  const isHalf =
    precision < 16 && scaled % 1 === 0.5 && scaled / 10 ** precision === value && exactHalf(value, precision)
  if (!isHalf || Math.floor(scaled) % 2 !== 0) return text
  return (Math.floor(scaled) / 10 ** precision).toFixed(precision)
}

function exactHalf(value: number, precision: number): boolean {
  return new RegExp(`^\\d+\\.\\d{${precision}}50*$`).test(value.toFixed(Math.min(100, precision + 60)))
}

function exponential(value: number, precision: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(precision).split('e')
  const size = Math.abs(Number(exponent))
  return `${mantissa}e${Number(exponent) < 0 ? '-' : '+'}${String(size).padStart(2, '0')}`
}

function general(value: number, precision: number, keepPoint: boolean): string {
  const places = Math.max(1, precision)
  const exponent = value === 0 ? 0 : Number(value.toExponential(places - 1).split('e')[1])
  if (exponent < -4 || exponent >= places) {
    return exponential(value, places - 1).replace(/\.?0*e/, 'e')
  }
  const text = fixed(value, places - 1 - exponent)
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return keepPoint && !short.includes('.') ? `${short}.0` : short
}

function upper(text: string, type: string): string {
  return type === type.toUpperCase() ? text.toUpperCase() : text
}

function grouped(text: string, separator: string, size: number): string {
  if (separator === '') return text
  const [whole = '', ...rest] = text.split('.')
  const parts = whole.replace(new RegExp(`\\B(?=(?:[0-9a-fA-F]{${size}})+$)`, 'g'), separator)
  return [parts, ...rest].join('.')
}

/** Fills a text to the wanted width. */
export function pad(text: string, spec: Spec, usual: string): string {
  const missing = spec.width - Array.from(text).length
  if (missing <= 0) return text
  const align = spec.align === '' || spec.align === '=' ? usual : spec.align
  const left = align === '<' ? 0 : align === '>' ? missing : Math.floor(missing / 2)
  return spec.fill.repeat(left) + text + spec.fill.repeat(missing - left)
}
