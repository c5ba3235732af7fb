import { Pending } from './pending.ts'

/** A value that is known now or later; reading it too early throws `Pending`. */
export class Slot<T> {
  #state: { readonly value: T } | undefined
  readonly #promise: Promise<void>
  #settle: () => void = () => {}

  constructor() {
    this.#promise = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  fill(value: T): void {
    this.#state = { value }
    this.#settle()
  }

  read(): T {
    if (this.#state === undefined) throw new Pending(this.#promise)
    return this.#state.value
  }

  get filled(): boolean {
    return this.#state !== undefined
  }
}
