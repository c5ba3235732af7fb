import { element } from '../attribute.ts'
import { str } from '../python/text.ts'
import { Undefined } from '../scope.ts'

/** Reads `a.b.0` from a value, as the `attribute` arguments of filters name it; null takes the value itself. */
export function attributeReader(attribute: unknown, fallback?: unknown): (value: unknown) => unknown {
  if (attribute === null || attribute === undefined) return (value) => value
  const keys = typeof attribute === 'string' ? attribute.split('.').map(keyOf) : [attribute]
  return (value) => {
    let found = value
    for (const key of keys) {
      found = element(found, key)
      if (found instanceof Undefined && fallback !== undefined && fallback !== null) found = fallback
    }
    return found
  }
}

/** As `attributeReader`, for `'a,b.c'`: several values at once. */
export function attributesReader(attributes: unknown): (value: unknown) => unknown[] {
  const parts = typeof attributes === 'string' ? attributes.split(',') : [attributes]
  const readers = parts.map((part) => attributeReader(part))
  return (value) => readers.map((reader) => defined(reader(value)))
}

/** Text in lower case, for comparisons that ignore case. */
export function foldCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value
}

export function defined(value: unknown): unknown {
  if (value instanceof Undefined) throw value.error()
  return value
}

function keyOf(part: string): unknown {
  return /^\d+$/.test(part) ? Number(part) : str(part)
}
