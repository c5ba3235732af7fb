import { type ErrorCode, StackError } from '../../errors.ts'
import { nearest } from '../../source/nearest.ts'
import type { Position } from '../../source/position.ts'
import type { Environment } from '../environment.ts'
import type { Emit, Program } from '../frame.ts'
import type { Locate } from '../output.ts'
import type { Place } from '../syntax/place.ts'

/** What the compilation of one template or expression shares. */
export interface Unit {
  readonly place: Place
  readonly environment: Environment
  /**
   * Names that the template sets somewhere; all others come straight from the scope. Undefined when templates
   * that this one extends, or that extend it, may set more.
   */
  readonly assigned: ReadonlySet<string> | undefined
  /** Whether the template changes lists or dicts; its dicts then take keys of any type. */
  readonly mutates: boolean
  /** Names that are read where nothing in the template has set them. */
  readonly names: Set<string>
  /** Static scopes, the innermost last. */
  readonly declared: Set<string>[]
  readonly blocks: Map<string, Emit>
  /** Compiles another template by its source, for include, import and extends. */
  readonly program: (source: string, file: string) => Program
}

/** Runs `body` in a static scope of its own that has the given names. */
export function within<T>(unit: Unit, names: Iterable<string>, body: () => T): T {
  unit.declared.push(new Set(names))
  try {
    return body()
  } finally {
    unit.declared.pop()
  }
}

export function declare(unit: Unit, name: string): void {
  unit.declared.at(-1)?.add(name)
}

/** The position of an offset, worked out only when it is asked for. */
export function where(unit: Unit, offset: number): () => Position {
  return () => unit.place.position(offset)
}

/**
 * Makes the error to throw for one that was caught: faults of templates get a position, faults of
 * JavaScript in a filter become faults of the template, anything else passes as it is.
 */
export function locate(unit: Unit, offset: number): Locate {
  return (error) => {
    if (error instanceof StackError) {
      return error.at === undefined && LOCATED.has(error.code)
        ? error.with({ at: unit.place.position(offset) })
        : error
    }
    if (!isBuiltinError(error)) return error
    return new StackError('template', error.message, { at: unit.place.position(offset), cause: error })
  }
}

const LOCATED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['undefined', 'template', 'type', 'file'])

// Subclasses are somebody's own and pass untouched.
function isBuiltinError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false
  return [Error, TypeError, RangeError, SyntaxError, URIError].some((type) => error.constructor === type)
}

/** A filter or test by name, with or without its collection; throws `unknown` at compile time. */
export function named<T>(
  unit: Unit,
  table: ReadonlyMap<string, T>,
  name: string,
  offset: number,
  what: string,
): T {
  const found = table.get(name) ?? table.get(name.slice(name.lastIndexOf('.') + 1))
  if (found !== undefined) return found
  const close = nearest(name.slice(name.lastIndexOf('.') + 1), table.keys())
  throw new StackError('unknown', `there is no ${what} '${name}'`, {
    at: unit.place.position(offset),
    hint: close === undefined ? undefined : `did you mean '${close}'?`,
  })
}
