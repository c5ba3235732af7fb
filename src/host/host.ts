import type { Reply, Request } from '../shell/request.ts'
import type { Secret } from '../shell/secret.ts'

/** Where and how a host is reached; resolved from inventory variables, flags and ssh_config. */
export type ConnectionSpec = SshSpec | { readonly kind: 'local' }

export interface SshSpec {
  readonly kind: 'ssh'
  readonly address: string
  readonly port: number
  /** The port under which its host key is known, when sshd has just moved away from that. */
  readonly keyPort?: number | undefined
  readonly user: string
  readonly privateKeyFiles: readonly string[]
  readonly password?: Secret | undefined
  /** ProxyJump chain, nearest first. */
  readonly jumps: readonly SshSpec[]
  readonly knownHostsFiles: readonly string[]
  /** Never 'no': an unknown key may be accepted and written only when the user asked for it. */
  readonly hostKeyChecking: 'strict' | 'accept-new'
  readonly agentSocket?: string | undefined
  readonly connectTimeoutMs: number
  readonly keepAliveMs: number
}

/** Another user to work as. */
export interface Become {
  readonly method: 'sudo' | 'su'
  readonly user: string
  readonly flags?: string | undefined
  readonly password?: Secret | undefined
}

export interface SendOptions {
  /** Stop at the first request that does not exit with 0; the rest reply `skipped`. */
  readonly stopOnFailure?: boolean
  readonly signal?: AbortSignal | undefined
  /** Live output of the running command, decoded, as it comes. */
  readonly onOutput?: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined
}

/** A long-lived `sh` on a host, working as one user. */
export interface Shell {
  /**
   * Sends all requests in one message and waits for all replies: one round trip. Messages of one shell
   * run one after the other. A command that fails is a reply, not an error; a broken link makes the rest
   * reply `disconnected`.
   */
  send(requests: readonly Request[], options?: SendOptions): Promise<readonly Reply[]>
}

/** One connected host. */
export interface HostSession {
  readonly name: string
  /** Messages sent so far, over all shells. */
  readonly roundTrips: number
  readonly bytesSent: number
  /**
   * The shell that works as `become.user`, or as the login user; opened on first use, then kept.
   * @throws StackError `become` when sudo or su refuses, `disconnected` when the link is gone
   */
  shell(become?: Become): Promise<Shell>
  close(): Promise<void>
}

/** Who holds the per-target lock, and how long to wait for it. */
export interface LockRequest {
  /** `user@controller pid 123: stack up -i hosts.yaml`: shown to whoever meets the lock. */
  readonly owner: string
  readonly waitMs: number
  /** Instead of the host's one lock file: for tests, which must not meet each other on one machine. */
  readonly file?: string | undefined
}

export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined
  /** Absent: the run only reads and takes no lock. */
  readonly lock?: LockRequest | undefined
  /** Called once while waiting for a lock, with the owner's words. */
  readonly onWaiting?: ((owner: string) => void) | undefined
}

/** @throws StackError `unreachable`, `auth`, `hostkey`, `become`, `locked` */
export type Connect = (name: string, spec: ConnectionSpec, options?: ConnectOptions) => Promise<HostSession>
