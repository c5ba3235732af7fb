import { type ErrorDetails, StackError, StackErrors } from '../errors.ts'

/** Collects what is wrong, so that all of it is shown at once. */
export class Faults {
  readonly errors: StackError[] = []
  readonly warnings: StackError[] = []

  add(code: StackError['code'], message: string, details: ErrorDetails = {}): void {
    this.errors.push(new StackError(code, message, details))
  }

  /** Runs something that may throw StackError or StackErrors and keeps those; undefined then. */
  attempt<T>(run: () => T, details: ErrorDetails = {}): T | undefined {
    try {
      return run()
    } catch (error) {
      if (error instanceof StackErrors) this.errors.push(...error.errors.map((one) => one.with(details)))
      else if (error instanceof StackError) this.errors.push(error.with(details))
      else throw error
      return undefined
    }
  }

  /** @throws StackErrors when anything was collected */
  throwAny(): void {
    // One file may be read for several purposes.
    const told = new Map(this.errors.map((error) => [`${JSON.stringify(error.at)} ${error.message}`, error]))
    if (told.size > 0) throw new StackErrors([...told.values()])
  }
}
