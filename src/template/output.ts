import { str } from './python/text.ts'
import { SilentUndefined } from './scope.ts'

/** Adds to an error where it happened. */
export type Locate = (error: unknown) => unknown

/** What a template writes: text, or one value that is kept as it is until something else is written. */
export class Output {
  /** While set, what is written is dropped: behind `extends`. */
  closed = false
  #text = ''
  #count = 0
  #value: unknown
  #locate: Locate | undefined

  /** Literal text. */
  write(text: string): void {
    if (this.closed) return
    this.#flush()
    this.#text += text
    this.#count++
  }

  /** A printed value. */
  print(value: unknown, locate: Locate): void {
    if (this.closed) return
    this.#flush()
    if (typeof value === 'string' && this.#count > 0) {
      this.#text += value
    } else {
      this.#value = value
      this.#locate = locate
    }
    this.#count++
  }

  /** Everything as text; None is nothing, as in Ansible. */
  text(): string {
    this.#flush()
    return this.#text
  }

  /** Whether all that was written is one printed value, and which; `locate` is for errors about it. */
  single(): { readonly value: unknown; readonly locate: Locate } | undefined {
    const locate = this.#locate
    if (this.#count !== 1 || locate === undefined || this.#value instanceof SilentUndefined) return undefined
    return { value: this.#value, locate }
  }

  #flush(): void {
    const locate = this.#locate
    if (locate === undefined) return
    this.#locate = undefined
    try {
      this.#text += printed(this.#value)
    } catch (error) {
      throw locate(error)
    }
  }
}

function printed(value: unknown): string {
  return value === null || value === undefined ? '' : str(value)
}
