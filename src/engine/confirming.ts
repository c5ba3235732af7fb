import { setTimeout as sleep } from 'node:timers/promises'
import { StackError } from '../errors.ts'
import { DOMAINS, type Guarded } from '../host/guard/domains.ts'
import {
  confirmRequest,
  GUARD,
  guardDirectory,
  portsRequest,
  restoreRequest,
} from '../host/guard/requests.ts'
import type { ConnectionSpec, HostSession, SshSpec } from '../host/host.ts'
import { ModuleFailure, type Step, type Values } from '../modules/module.ts'
import { describeExit, type Reply, type Request, succeeded } from '../shell/request.ts'
import type { RunContext } from './context.ts'
import type { Prepared } from './prepared.ts'

/** A step that was taken under guard and is not confirmed yet. */
export interface Confirmation {
  readonly domain: Guarded
  readonly step: Step
  readonly prepared: Prepared
  readonly context: RunContext
  readonly seconds: number
  /** By this machine's monotonic clock, ms: from when on the host waits. */
  readonly armedAt: number
  /** The connection from before the step. */
  readonly quiet: (request: Request) => Promise<Reply>
}

const RESTORED_BY_TIMER = 'restored by timer'
const PAUSE_MS = 300
/** How long after the timer has run out a host is waited for. */
const COMEBACK_MS = 20_000

/**
 * Logs in anew, as the run did (same key, agent or password, same host key), and ends the guard through that.
 * @throws ModuleFailure when that was not possible in time: what was before is then back, or the error says
 *   that it could not be seen to be
 */
export async function confirmThroughNewLogin(guarded: Confirmation): Promise<void> {
  const spec = await whereToLogIn(guarded)
  const left = guarded.seconds * 1000 - (performance.now() - guarded.armedAt)
  // Some of the time that is left is for the confirmation itself.
  if (left <= 0) throw await putBack(guarded, new Error('it took longer than the host waits'))
  const attempt = await logInAnew(guarded, spec, left - Math.min(5000, left / 2))
  if (attempt instanceof Error) throw await putBack(guarded, attempt, {}, spec)
  try {
    const reply = await through(attempt, guarded, confirmRequest(guarded.domain))
    if (!succeeded(reply)) throw await putBack(guarded, unconfirmed(reply), {}, spec)
  } finally {
    await attempt.close().catch(() => undefined)
  }
  tellOfPort(guarded, spec)
}

/**
 * Has the host put back what was before the step, and makes sure of it with a new connection.
 * Gives the error that says all that: why, and what is now the case.
 */
export async function putBack(
  guarded: Confirmation,
  why: Error,
  values: Values = {},
  tried?: ConnectionSpec,
): Promise<ModuleFailure> {
  const { domain, step, prepared, context } = guarded
  const direct = await guarded.quiet(restoreRequest(domain)).catch(() => undefined)
  const isDirect = direct !== undefined && direct.exit.kind === 'code'
  // The link is stuck or gone: the host's own timer is what is left.
  const wait = isDirect ? COMEBACK_MS : guarded.seconds * 1000 + COMEBACK_MS
  const session = await logInAnew(guarded, prepared.connection, wait)
  const result = isDirect ? resultOf(direct) : await resultThrough(guarded, session)
  if (!isDirect) await context.connections.reset(prepared.target)
  if (!(session instanceof Error)) await session.close().catch(() => undefined)
  const isBack = result.startsWith('restored') && !(session instanceof Error)
  const by =
    result === RESTORED_BY_TIMER
      ? 'by the timer on the host'
      : `through ${isDirect ? 'the connection from before' : 'a new connection'}`
  const now = isBack
    ? `it was undone ${by}, and a new connection works again`
    : `it could not be seen that it was undone: ${
        session instanceof Error ? `no new connection works: ${session.message}` : result
      }`
  const what =
    tried === undefined
      ? `could not ${step.title}`
      : `after this no new SSH connection got through${triedAt(tried)}: ${step.title}`
  return new ModuleFailure(
    `${what}: ${why.message}; ${now}`,
    { ...values, guard: domain, undone: isBack },
    isBack
      ? `${DOMAINS[domain].what} is as it was before this task; stack_guard_seconds (now ${guarded.seconds}) says how long a host waits`
      : `log in at the console: what was saved is in ${guardDirectory(domain)}; sh ${guardDirectory(domain)}/restore puts it back`,
  )
}

/** The connection to ask for: the same again, or the port that sshd has moved to. */
async function whereToLogIn(guarded: Confirmation): Promise<ConnectionSpec> {
  const { connection } = guarded.prepared
  if (connection.kind === 'local' || guarded.domain !== 'sshd') return connection
  const reply = await guarded.quiet(portsRequest()).catch(() => undefined)
  const [current, ...listening] = (reply?.stdout.toString('utf8') ?? '').split('\n').map(Number)
  const ports = listening.filter((port) => port > 0)
  const [moved] = ports
  if (moved === undefined || ports.includes(current ?? 0)) return connection
  return { ...connection, port: moved, keyPort: connection.keyPort ?? connection.port }
}

/** Tries until it works, the login is refused, or the time is over; then the last fault. */
async function logInAnew(
  guarded: Confirmation,
  spec: ConnectionSpec,
  ms: number,
): Promise<HostSession | Error> {
  const { context, prepared } = guarded
  const end = performance.now() + ms
  for (;;) {
    const left = Math.max(1000, Math.round(end - performance.now()))
    try {
      return await context.connections.anew(prepared.target, impatient(spec, left), AbortSignal.timeout(left))
    } catch (error) {
      if (!(error instanceof StackError)) throw error
      const isFinal = error.code === 'auth' || error.code === 'hostkey' || error.code === 'become'
      if (performance.now() + PAUSE_MS >= end || isFinal) return named(error, ms)
      await sleep(PAUSE_MS)
    }
  }
}

function impatient(spec: ConnectionSpec, ms: number): ConnectionSpec {
  return spec.kind === 'local' ? spec : { ...spec, connectTimeoutMs: Math.min(spec.connectTimeoutMs, ms) }
}

function named(fault: StackError, ms: number): Error {
  return fault.code === 'interrupted' ? new Error(`no answer within ${Math.round(ms / 1000)} s`) : fault
}

async function through(session: HostSession, guarded: Confirmation, request: Request): Promise<Reply> {
  const shell = await session.shell(guarded.prepared.become)
  return (await shell.send([request]))[0]!
}

/** What the host's own timer has come to. */
async function resultThrough(guarded: Confirmation, session: HostSession | Error): Promise<string> {
  if (session instanceof Error) return session.message
  // Where it has not run out yet, there is no need to wait for it.
  return through(session, guarded, restoreRequest(guarded.domain)).then(
    resultOf,
    (error: Error) => error.message,
  )
}

function resultOf(reply: Reply): string {
  const said = reply.stdout.toString('utf8').trim()
  return said || reply.stderr.toString('utf8').trim() || describeExit(reply.exit)
}

function unconfirmed(reply: Reply): Error {
  const isLate = reply.exit.kind === 'code' && reply.exit.code === GUARD.late
  return new Error(isLate ? 'it came too late, the host did not wait any longer' : resultOf(reply))
}

function triedAt(spec: ConnectionSpec): string {
  return spec.kind === 'ssh' ? ` (as ${spec.user} to ${spec.address} port ${spec.port})` : ''
}

function tellOfPort(guarded: Confirmation, spec: ConnectionSpec): void {
  const { prepared, context } = guarded
  if (spec === prepared.connection) return
  const { port } = spec as SshSpec
  context.emit({
    kind: 'warning',
    message: `sshd on ${prepared.target} now listens on port ${port}: set ansible_port: ${port} for it in the inventory before the next run`,
    at: undefined,
  })
}
