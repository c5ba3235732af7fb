import type { ReplicaStatus } from './status.ts'

/** What is known of a replica before anything is decided. */
export interface Findings {
  readonly status: ReplicaStatus | undefined
  /** A seeding began here and did not end. */
  readonly interrupted: boolean
  /** Databases that hold tables, the system's left out. */
  readonly databases: readonly string[]
}

export type Verdict =
  | { readonly kind: 'healthy' }
  /** Stopped without an error. */
  | { readonly kind: 'start' }
  /** The primary was out of reach when it was last tried, and may be back: after a restart, say. */
  | { readonly kind: 'connect' }
  /** The primary refuses the login; the position is good. */
  | { readonly kind: 'log-in-anew' }
  | { readonly kind: 'seed'; readonly reason: string }
  /** Nothing is done without being told to: what is wrong, and what the user can do. */
  | { readonly kind: 'refuse'; readonly problem: string; readonly hint: string }

export interface Wanted {
  readonly address: string
  readonly port: number
  readonly user: string
  readonly reseed: boolean
}

const RESEED = 'set `reseed: true` to throw away what is here and copy the primary anew'

/** What to do with a replica. A healthy one is left alone whatever was asked for. */
export function judge(found: Findings, wanted: Wanted): Verdict {
  const { status } = found
  if (found.interrupted) return { kind: 'seed', reason: 'an earlier copy was interrupted' }
  if (status === undefined) return judgeUnconfigured(found, wanted)
  if (status.host !== wanted.address || status.port !== wanted.port) {
    const other = `${status.host}:${status.port}`
    return unless(
      wanted,
      `this server replicates from ${other}, not from ${wanted.address}:${wanted.port}`,
      RESEED,
    )
  }
  if (status.applierError.code !== 0) {
    const { code, text } = status.applierError
    return unless(
      wanted,
      `applying the primary's changes failed with error ${code}: ${text}`,
      applierHint(code),
    )
  }
  if (status.receiverError.code !== 0) return judgeReceiver(status, wanted)
  if (status.applier === 'Yes' && status.receiver !== 'No') {
    return status.user === wanted.user ? { kind: 'healthy' } : { kind: 'log-in-anew' }
  }
  return { kind: 'start' }
}

function judgeUnconfigured(found: Findings, wanted: Wanted): Verdict {
  if (found.databases.length === 0) return { kind: 'seed', reason: 'it has no data and no primary yet' }
  const names = found.databases.join(', ')
  return unless(
    wanted,
    `this server replicates from nowhere and holds data of its own (${names})`,
    `if the data is of no use, ${RESEED}`,
  )
}

function judgeReceiver(status: ReplicaStatus, wanted: Wanted): Verdict {
  const { code, text } = status.receiverError
  if (LOGIN_REFUSED.has(code)) return { kind: 'log-in-anew' }
  if (code === POSITION_GONE) {
    return unless(
      wanted,
      `the primary no longer has the changes that this replica needs next (error ${code}: ${text})`,
      RESEED,
    )
  }
  // By itself the server tries again only every few seconds, and a copy could not be made either.
  return { kind: 'connect' }
}

// Access denied; a secure connection is required; plugin refused.
const LOGIN_REFUSED: ReadonlySet<number> = new Set([1045, 1698, 2059, 2061])
const POSITION_GONE = 1236

function unless(wanted: Wanted, problem: string, hint: string): Verdict {
  return wanted.reseed ? { kind: 'seed', reason: problem } : { kind: 'refuse', problem, hint }
}

function applierHint(code: number): string {
  const drift = 'its data has drifted from the primary’s, so skipping the statement would only hide it; '
  return (code === 1062 || code === 1032 ? drift : 'put the cause right and START REPLICA, or ') + RESEED
}
