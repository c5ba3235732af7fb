import { StackError } from '../errors.ts'
import type { Position } from '../source/position.ts'

/** Variables as a template sees them; each is looked up only when it is used. */
export interface Scope {
  /**
   * The value of a variable, or `UNDEFINED` (or any `Undefined`) when there is none. May throw anything:
   * the engine suspends an evaluation that way, so template code never catches what this throws.
   */
  lookup(name: string): unknown
  /** Every name that is set, where that can be told. */
  names?(): Iterable<string>
}

/** What an expression gives for a missing variable or attribute; using it as a value throws. */
export class Undefined {
  readonly message: string
  readonly name: string | undefined
  readonly #where: (() => Position) | undefined

  constructor(message: string, name?: string, where?: () => Position) {
    this.message = message
    this.name = name
    this.#where = where
  }

  /** The error of using the missing value; `at` is where its name stands in the template. */
  error(): StackError {
    return new StackError('undefined', this.message, { at: this.#where?.() })
  }

  toString(): never {
    throw this.error()
  }
}

/**
 * What `'x' if false` gives, for which Jinja2 has its lenient undefined: it prints as nothing, is false and has
 * no items, but its attributes are as undefined as any.
 */
export class SilentUndefined extends Undefined {}

/** The answer of `Scope.lookup` for a name that is not set. */
export const UNDEFINED: Undefined = new Undefined('value is undefined')

/** A scope over plain values, for tests and for callers that have everything at hand. */
export function scopeOf(values: Readonly<Record<string, unknown>>): Scope {
  return {
    lookup: (name) => (Object.hasOwn(values, name) ? values[name] : UNDEFINED),
    names: () => Object.keys(values),
  }
}
