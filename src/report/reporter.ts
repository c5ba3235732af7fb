import type { RunEvent } from '../engine/events.ts'

/** Hears every event of a run, in order. */
export interface Reporter {
  hear(event: RunEvent): void
  /** Resolves when everything heard has been written. */
  close(): Promise<void>
}

/** One entry a kind of event: a new kind is an error in every reporter until it says what to do with it. */
export type Hearing = { readonly [K in RunEvent['kind']]: (event: Extract<RunEvent, { kind: K }>) => void }

export function reporter(hearing: Hearing, close: () => Promise<void> = async () => {}): Reporter {
  return {
    // The table gives each kind the handler of exactly that kind, which TypeScript cannot follow.
    hear: (event) => (hearing[event.kind] as (event: RunEvent) => void)(event),
    close,
  }
}

/** Several reporters as one, told in the order given. */
export function together(...reporters: readonly Reporter[]): Reporter {
  return {
    hear: (event) => {
      for (const one of reporters) one.hear(event)
    },
    close: async () => {
      for (const one of reporters) await one.close()
    },
  }
}

/** For kinds that a reporter passes over. */
export function pass(): void {}

/** A reporter that tells nothing, to build on. */
export const silent: Hearing = {
  'run-start': pass,
  'play-start': pass,
  'play-skipped': pass,
  'task-start': pass,
  'host-start': pass,
  output: pass,
  retry: pass,
  result: pass,
  included: pass,
  'handler-notified': pass,
  'no-hosts-left': pass,
  waiting: pass,
  warning: pass,
  error: pass,
  'run-end': pass,
}
