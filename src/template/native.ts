import { isList } from './python/value.ts'
import { Undefined } from './scope.ts'

// Values of variables hold nothing undefined; what an expression builds is no deeper than this.
const DEEPEST = 3

/** Throws when a value is undefined, or a list or dict that an expression built holds something undefined. */
export function checkDefined(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Undefined) throw value.error()
  if (depth > DEEPEST) return
  if (isList(value)) for (const item of value) checkDefined(item, depth + 1)
}
