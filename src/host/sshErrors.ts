import { StackError } from '../errors.ts'
import type { SshSpec } from './host.ts'

/** Faults that ssh2 reports: `code` is the system's, `level` says in which stage it came up. */
interface SshFault {
  readonly code?: unknown
  readonly level?: unknown
  readonly message?: unknown
}

/** True for a connection that was dropped before the login: sshd's MaxStartups does that under load. */
export function isTransient(fault: unknown): boolean {
  const { code, level, message } = fault as SshFault
  if (code === 'ECONNRESET' || code === 'EPIPE') return true
  // ssh2 has no code for a peer that closed during the handshake; its own text is all there is.
  return (
    code === undefined &&
    level !== 'client-timeout' &&
    /before handshake|Connection lost/.test(String(message))
  )
}

/** The error for a connection that could not be made, for everything but the login and the host key. */
export function connectError(name: string, spec: SshSpec, fault: unknown): StackError {
  const { code, level, message } = fault as SshFault
  const at = `${spec.address} port ${spec.port}`
  const error = (what: string, hint: string): StackError =>
    new StackError('unreachable', `${name} cannot be reached at ${what}`, { host: name, hint, cause: fault })
  switch (code) {
    case 'ECONNREFUSED':
      return error(`${at}: connection refused`, 'is sshd running there, and is that its port?')
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return error(`${at}: no route to it`, 'check the address, and the network between here and there')
    case 'ETIMEDOUT':
      return error(`${at}: no answer`, 'check the address, and firewalls on the way')
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return error(
        `${at}: its name does not resolve`,
        'set ansible_host to an address, or add the name to DNS or /etc/hosts',
      )
  }
  if (isTransient(fault)) {
    return error(`${at}: the connection was dropped during the handshake`, 'see the log of sshd there')
  }
  if (level === 'client-timeout') {
    return error(
      `${at}: no answer within ${spec.connectTimeoutMs / 1000} s`,
      'check the address, and firewalls on the way; --timeout waits longer',
    )
  }
  return error(
    `${at}: ${String(message).toLowerCase()}`,
    `try: ssh -p ${spec.port} ${spec.user}@${spec.address}`,
  )
}
