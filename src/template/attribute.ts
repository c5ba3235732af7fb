import type { Position } from '../source/position.ts'
import type { FilterFn } from './environment.ts'
import { dictMethods } from './methods/dict.ts'
import { listMethods } from './methods/list.ts'
import { numberMethods } from './methods/number.ts'
import { textMethods } from './methods/text.ts'
import { get } from './python/dict.ts'
import { Callable, PyObject } from './python/object.ts'
import { item } from './python/subscript.ts'
import { repr } from './python/text.ts'
import { isDict, isList, isNumeric, NamedTuple, typeName } from './python/value.ts'
import { SilentUndefined, Undefined } from './scope.ts'

/** `value.name` as Jinja2 resolves it: a method or attribute first, then an item. */
export function attribute(value: unknown, name: string, where?: () => Position): unknown {
  // The first thing that was missing is what the user has to hear of.
  if (value instanceof Undefined) return same(value)
  const own = method(value, name)
  if (own !== undefined) return own
  const found = isDict(value) ? get(value, name) : item(value, name)
  return found === undefined ? missing(value, name, where) : found
}

/** `value[key]` as Jinja2 resolves it: an item first, then an attribute. */
export function element(value: unknown, key: unknown, where?: () => Position): unknown {
  if (value instanceof Undefined) return same(value)
  if (key instanceof Undefined) throw key.error()
  const found = item(value, key)
  if (found !== undefined) return found
  return (typeof key === 'string' ? method(value, key) : undefined) ?? missing(value, key, where)
}

/** A bound method or an object's own attribute; `undefined` when there is none. */
export function method(value: unknown, name: string): unknown {
  if (value instanceof PyObject) return value.attribute(name)
  if (value instanceof NamedTuple && value.names.includes(name)) return value[value.names.indexOf(name)]
  const run = methodsOf(value)?.get(name)
  if (run === undefined) return undefined
  return new Callable(
    name,
    (args, named, context) => run(value, args, named, context),
    'builtin_function_or_method',
  )
}

/** The methods of a value's type. */
export function methodsOf(value: unknown): ReadonlyMap<string, FilterFn> | undefined {
  if (typeof value === 'string') return textMethods
  if (isList(value)) return listMethods
  if (isNumeric(value)) return numberMethods
  return isDict(value) ? dictMethods : undefined
}

function same(value: Undefined): Undefined {
  if (value instanceof SilentUndefined) throw value.error()
  return value
}

function missing(value: unknown, key: unknown, where: (() => Position) | undefined): Undefined {
  const type = value === null || value === undefined ? 'None' : `${typeName(value)} object`
  return typeof key === 'string'
    ? new Undefined(`'${type}' has no attribute '${key}'`, key, where)
    : new Undefined(`${type} has no element ${repr(key)}`, undefined, where)
}
