import { revealText, Secret } from '../shell/secret.ts'
import { fileMode } from './fileMode.ts'
import { isMapping, pythonText } from './pythonText.ts'
import type { OptionType } from './schema.ts'

/** A value that cannot become what an option wants; the message ends the sentence "option 'x' …". */
export class Unfit extends Error {
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

/**
 * The value as an option of this type gets it, coerced as Ansible does (`check_type_*` of its
 * module_utils/common/validation.py).
 * @throws Unfit
 */
export function coerce(type: OptionType, value: unknown): unknown {
  const plain = value instanceof Secret ? revealText(value) : value
  return COERCIONS[type](plain)
}

const COERCIONS: Readonly<Record<OptionType, (value: unknown) => unknown>> = {
  str: pythonText,
  path: pythonText,
  raw: (value) => value,
  mode: toMode,
  bool: toBool,
  int: toInt,
  float: toFloat,
  list: toList,
  dict: toDict,
}

const TRUE = new Set(['y', 'yes', 'on', '1', 'true', 't', '1.0'])
const FALSE = new Set(['n', 'no', 'off', '0', 'false', 'f', '0.0'])

function toBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const word = isScalar(value) ? String(value).toLowerCase().trim() : ''
  if (TRUE.has(word)) return true
  if (FALSE.has(word)) return false
  throw new Unfit(`must be a boolean, not ${show(value)}`, 'use true or false')
}

function toInt(value: unknown): number {
  if (typeof value === 'boolean') return Number(value)
  const text = isScalar(value) ? String(value).trim() : ''
  if (/^[-+]?\d+(?:\.0)?$/.test(text)) return Number(text)
  throw new Unfit(`must be a whole number, not ${show(value)}`)
}

function toFloat(value: unknown): number {
  const number = isScalar(value) && String(value).trim() !== '' ? Number(String(value)) : Number.NaN
  if (Number.isNaN(number)) throw new Unfit(`must be a number, not ${show(value)}`)
  return number
}

function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return value.split(',').map((part) => part.trim())
  if (isScalar(value)) return [pythonText(value)]
  throw new Unfit(`must be a list, not ${show(value)}`)
}

function toDict(value: unknown): Record<string, unknown> {
  if (isMapping(value)) return value
  if (value instanceof Map) return Object.fromEntries(value) as Record<string, unknown>
  if (typeof value === 'string') {
    const parsed = value.trim().startsWith('{') ? parseJson(value) : parsePairs(value)
    if (parsed !== undefined) return parsed
  }
  throw new Unfit(`must be a mapping, not ${show(value)}`)
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isMapping(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** `a=1, b="x y"` */
function parsePairs(text: string): Record<string, unknown> | undefined {
  const pairs = text.match(/(?:[^\s,"']|"[^"]*"|'[^']*')+/g) ?? []
  if (pairs.length === 0 || !pairs.every((pair) => pair.indexOf('=') > 0)) return undefined
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1).replace(/^(["'])(.*)\1$/, '$2')]
    }),
  )
}

function toMode(value: unknown): string {
  const mode = fileMode(value)
  if (typeof mode === 'string') return mode
  if (mode instanceof Error)
    throw new Unfit(`is wrong: ${mode.message}`, `write it in quotes: '0${show(value)}'`)
  throw new Unfit(`must be a file mode, not ${show(value)}`, "write '0644' or u=rw,go=r")
}

function isScalar(value: unknown): boolean {
  if (typeof value === 'object') return value !== null && typeof value.valueOf() === 'number'
  return value !== undefined && typeof value !== 'function'
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (isMapping(value)) return 'a mapping'
  return typeof value === 'string' ? `'${value}'` : pythonText(value)
}
