/**
 * Thrown by a lookup whose answer an earlier task still owes. Evaluation is synchronous and pure, so
 * whoever meets this waits for `until` and evaluates again from the start.
 */
export class Pending {
  readonly until: Promise<unknown>

  constructor(until: Promise<unknown>) {
    this.until = until
  }
}

/** Runs `attempt` until nothing it needs is pending. */
export async function settled<T>(attempt: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof Pending)) throw error
      await error.until
    }
  }
}
