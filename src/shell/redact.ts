import { quote } from './command.ts'
import { type MaybeSecret, reveal, Secret } from './secret.ts'

const MASK = '********'
const SHORTEST = 4

/**
 * Masks known secrets wherever they show up, also in the forms in which programs echo them: base64,
 * URL-encoded, JSON-escaped, quoted for a shell. Secrets under 4 characters are left alone: masking every
 * `1` or `yes` would hide the output and, by its pattern, tell the secret.
 */
export class Redactor {
  readonly #forms = new Set<string>()
  #pattern: RegExp | undefined

  add(secret: MaybeSecret): void {
    const text = secret instanceof Secret ? reveal(secret) : secret
    if (text.length < SHORTEST) return
    for (const form of formsOf(text)) this.#forms.add(form)
    this.#pattern = undefined
  }

  mask(text: string): string {
    if (this.#forms.size === 0) return text
    return text.replace(this.#compiled(), MASK)
  }

  /** The same value with every text in it masked, keys too; a `Secret` becomes the mask. */
  maskDeep<T>(value: T): T {
    return this.#maskAny(value, new Map()) as T
  }

  #compiled(): RegExp {
    // Longest first, so that a secret that contains another one is masked whole.
    this.#pattern ??= new RegExp(
      [...this.#forms]
        .sort((a, b) => b.length - a.length)
        .map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
        .join('|'),
      'g',
    )
    return this.#pattern
  }

  #maskAny(value: unknown, seen: Map<object, unknown>): unknown {
    if (typeof value === 'string') return this.mask(value)
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof Secret) return MASK
    const known = seen.get(value)
    if (known !== undefined) return known
    if (Array.isArray(value)) {
      const copy: unknown[] = []
      seen.set(value, copy)
      for (const item of value) copy.push(this.#maskAny(item, seen))
      return copy
    }
    const prototype = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return value
    const copy: Record<string, unknown> = {}
    seen.set(value, copy)
    for (const [key, item] of Object.entries(value)) copy[this.mask(key)] = this.#maskAny(item, seen)
    return copy
  }
}

function formsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const trimmed = text.trim()
  return [
    text,
    ...(trimmed.length >= SHORTEST ? [trimmed] : []),
    // A secret of many lines (a private key) is often echoed line by line.
    ...(text.includes('\n') ? text.split('\n').filter((line) => line.trim().length >= 16) : []),
    bytes.toString('base64'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    quote(text),
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", "''"),
    text.replace(/[\\"$`]/g, '\\$&'),
    text.replace(/[\\']/g, '\\$&'),
  ]
}
