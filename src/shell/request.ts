import type { Command } from './command.ts'
import type { MaybeSecret } from './secret.ts'

/** One command to run on a host, with everything it needs. */
export interface Request {
  readonly command: Command
  /** Fed to the command's standard input; empty when absent. */
  readonly stdin?: MaybeSecret | Uint8Array | undefined
  /** Added to the environment; may hold secrets (it is set inside the shell, never on a command line). */
  readonly env?: Readonly<Record<string, MaybeSecret>> | undefined
  /** Directory to run in; the command does not run at all when it cannot be entered. */
  readonly cwd?: string | undefined
  readonly umask?: string | undefined
  readonly timeoutMs?: number | undefined
}

/** How a remote command ended. Exactly one of these. */
export type Exit =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timeout'; readonly afterMs: number }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'disconnected' }
  /** Not run: an earlier request of the same message failed and the message said to stop there. */
  | { readonly kind: 'skipped' }

/** What a command answered: bytes, undecoded and untrimmed. */
export interface Reply {
  readonly exit: Exit
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly durationMs: number
}

/** True when the command ran to its end with exit code 0. */
export function succeeded(reply: Reply): boolean {
  return reply.exit.kind === 'code' && reply.exit.code === 0
}

/** Exit code in Ansible's terms: -signal is not known by number, so anything but a code is 255. */
export function exitCode(exit: Exit): number {
  return exit.kind === 'code' ? exit.code : 255
}

/** `exit code 3`, `killed by SIGTERM`, `timed out after 5 s` … for error messages. */
export function describeExit(exit: Exit): string {
  switch (exit.kind) {
    case 'code':
      return `exit code ${exit.code}`
    case 'signal':
      return `killed by ${exit.signal}`
    case 'timeout':
      return `timed out after ${exit.afterMs / 1000} s`
    case 'aborted':
      return 'stopped by the user'
    case 'disconnected':
      return 'the connection broke while it ran'
    case 'skipped':
      return 'not run'
  }
}
