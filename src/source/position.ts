/** A place in a file of the user's; lines and columns count from 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Column just behind the marked text, when it ends on the same line. */
  readonly endColumn?: number
  /** Of a text whose first character stands elsewhere: behind a quote, or on the line below a `|`. */
  readonly content?: TextStart
}

export interface TextStart {
  readonly line: number
  readonly column: number
  /** Columns by which the text's further lines are indented. */
  readonly indent: number
}

/** Where the parts of one parsed mapping or sequence stand. */
export interface Origin {
  /** The container itself. */
  readonly at: Position
  /** Of each key of a mapping (absent for sequences). */
  readonly keys: ReadonlyMap<string, Position>
  /** Of each value, by key, or by index written as a string. */
  readonly values: ReadonlyMap<string, Position>
}

const ORIGIN = Symbol('origin')

/**
 * Remembers where a parsed container came from. Values stay plain objects and arrays; the origin is a
 * non-enumerable property, so it is invisible to templates, spreads and JSON.
 */
export function setOrigin(container: object, origin: Origin): void {
  Object.defineProperty(container, ORIGIN, { value: origin, enumerable: false, configurable: true })
}

/** The origin of a container that the YAML reader made; undefined for any other value. */
export function originOf(container: unknown): Origin | undefined {
  if (typeof container !== 'object' || container === null) return undefined
  return (container as { [ORIGIN]?: Origin })[ORIGIN]
}

/** Position of `container[key]`, or of the container when the key is unknown there. */
export function positionOf(container: unknown, key?: string | number): Position | undefined {
  const origin = originOf(container)
  if (origin === undefined) return undefined
  return key === undefined ? origin.at : (origin.values.get(String(key)) ?? origin.at)
}

/** Position of a mapping's key itself. */
export function keyPositionOf(container: unknown, key: string): Position | undefined {
  return originOf(container)?.keys.get(key)
}
