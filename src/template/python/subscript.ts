import { Undefined } from '../scope.ts'
import { get } from './dict.ts'
import { fail } from './fault.ts'
import { hasAstral } from './iterate.ts'
import { index } from './number.ts'
import { PyObject } from './object.ts'
import { isDict, isInt, isList, Tuple, typeName } from './value.ts'

/** `value[key]`, or `undefined` when there is no such item; negative indexes count from the end. */
export function item(value: unknown, key: unknown): unknown {
  if (isList(value)) return isPosition(key) ? value.at(Number(key)) : undefined
  if (typeof value === 'string') {
    if (!isPosition(key)) return undefined
    return hasAstral(value) ? Array.from(value).at(Number(key)) : value.at(Number(key))
  }
  if (isDict(value)) return get(value, key)
  if (value instanceof PyObject) return value.item(key)
  return undefined
}

function isPosition(key: unknown): key is number | boolean {
  return isInt(key) || typeof key === 'boolean'
}

/** `value[start:stop:step]`; each part may be null. */
export function slice(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  if (value instanceof Undefined) throw value.error()
  if (typeof value === 'string') {
    if (step === null && !hasAstral(value)) return value.slice(...plainRange(start, stop))
    return pick(Array.from(value), start, stop, step).join('')
  }
  if (isList(value)) {
    const items = pick(value, start, stop, step)
    return value instanceof Tuple ? Tuple.make(items) : items
  }
  return fail(`'${typeName(value)}' object is not subscriptable`)
}

function plainRange(start: unknown, stop: unknown): [number | undefined, number | undefined] {
  return [start === null ? undefined : index(start), stop === null ? undefined : index(stop)]
}

function pick(items: unknown[], start: unknown, stop: unknown, step: unknown): unknown[] {
  if (step === null || step === 1) return items.slice(...plainRange(start, stop))
  const by = index(step)
  if (by === 0) fail('slice step cannot be zero')
  const length = items.length
  const from = bound(start, by > 0 ? 0 : length - 1, length, by)
  const to = bound(stop, by > 0 ? length : -1, length, by)
  const picked: unknown[] = []
  for (let i = from; by > 0 ? i < to : i > to; i += by) picked.push(items[i])
  return picked
}

function bound(value: unknown, missing: number, length: number, step: number): number {
  if (value === null) return missing
  const wanted = index(value)
  const place = wanted < 0 ? wanted + length : wanted
  return step > 0 ? Math.min(Math.max(place, 0), length) : Math.min(Math.max(place, -1), length - 1)
}
