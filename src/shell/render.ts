import { StackError } from '../errors.ts'
import { quote } from './command.ts'
import type { Request } from './request.ts'
import { type MaybeSecret, revealText, type Secret } from './secret.ts'

/** A request as the target's shell gets it. Holds revealed secrets: it goes onto the wire and nowhere else. */
export interface Rendered {
  /** POSIX shell text without NUL. */
  readonly script: string
  readonly stdin: Uint8Array | undefined
}

/**
 * Renders a request: positional parameters cleared, environment, umask and directory set, then the command.
 * @throws StackError `task` for an environment name or a text that no shell can hold
 */
export function renderRequest(request: Request): Rendered {
  const lines = ['set --']
  for (const [name, value] of Object.entries(request.env ?? {})) lines.push(exportLine(name, value))
  if (request.umask !== undefined) lines.push(`umask ${quote(request.umask)} || exit`)
  if (request.cwd !== undefined) lines.push(`cd -- ${quote(request.cwd)} || exit`)
  const script = `${lines.join('\n')}\n${request.command.text}`
  if (script.includes('\0')) {
    throw new StackError('task', 'the command or its environment holds a NUL character', {
      hint: 'pass binary data through stdin or a file',
    })
  }
  return { script, stdin: payload(request.stdin) }
}

/** Size of a text or of bytes once sent, without showing a secret. */
export function byteLength(content: MaybeSecret | Uint8Array): number {
  return content instanceof Uint8Array ? content.length : Buffer.byteLength(revealText(content))
}

/** What is typed at a password prompt. */
export function passwordLine(password: Secret): Buffer {
  return Buffer.from(`${revealText(password)}\n`)
}

function exportLine(name: string, value: MaybeSecret): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new StackError('task', `${JSON.stringify(name)} cannot be the name of an environment variable`, {
      hint: 'use letters, digits and underscores, and no digit first',
    })
  }
  return `export ${name}=${quote(revealText(value))}`
}

function payload(stdin: Request['stdin']): Uint8Array | undefined {
  if (stdin === undefined) return undefined
  const bytes = stdin instanceof Uint8Array ? stdin : Buffer.from(revealText(stdin))
  return bytes.length === 0 ? undefined : bytes
}
