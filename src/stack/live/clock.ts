import { StackError } from '../../errors.ts'
import type { ObservationKind, Observer } from '../../host/observation.ts'
import { script } from '../../shell/command.ts'

/** What a host's clock shows, in milliseconds since 1970. */
const clock: ObservationKind<'clock', number> = {
  name: 'clock',
  // Never the same twice.
  scope: 'network',
  id: (key) => key,
  fetch: () => ({ command: script('date +%s.%N') }),
  parse: (reply, keys) => {
    const seconds = Number(reply.stdout.toString('utf8').trim())
    if (Number.isNaN(seconds)) throw new StackError('task', 'the clock could not be read')
    return keys.map(() => seconds * 1000)
  },
}

/** How far a host's clock is ahead of this machine's, and how far that may be off, both in milliseconds. */
export interface ClockReading {
  readonly ahead: number
  readonly uncertainty: number
}

/** Reads a clock over a connection that is open already: half the way there and back is all that can be off. */
export async function readClock(host: Observer): Promise<ClockReading> {
  const sent = Date.now()
  const shown = await host.observe(clock, 'clock')
  const received = Date.now()
  return { ahead: shown - (sent + received) / 2, uncertainty: (received - sent) / 2 }
}
