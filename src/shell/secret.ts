const REVEAL = Symbol('reveal')

/**
 * A value that must not be seen. Turning it into text throws, so an interpolation by mistake fails
 * loudly instead of leaking; only `reveal` below, called where a request is rendered, opens it.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  [REVEAL](): string {
    return this.#value
  }

  get length(): number {
    return this.#value.length
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value
  }

  toString(): never {
    throw new TypeError('a secret was about to be turned into text')
  }

  toJSON(): string {
    return '********'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'Secret(********)'
  }
}

/** The hidden text. For src/shell/render.ts, comparisons in a pure plan, and the redactor only. */
export function reveal(secret: Secret): string {
  return secret[REVEAL]()
}

/** Text that may be secret. */
export type MaybeSecret = string | Secret

export function revealText(text: MaybeSecret): string {
  return text instanceof Secret ? reveal(text) : text
}
