import { StackError } from '../errors.ts'
import { DOMAINS, domainOf, type Guarded } from '../host/guard/domains.ts'
import { armRequest, GUARD, guardDirectory, keepRequest } from '../host/guard/requests.ts'
import { ModuleFailure, type Step } from '../modules/module.ts'
import { describeExit, type Reply, type Request, succeeded } from '../shell/request.ts'
import { Undefined } from '../template/scope.ts'
import { type Confirmation, confirmThroughNewLogin, putBack } from './confirming.ts'
import type { RunContext } from './context.ts'
import type { Prepared } from './prepared.ts'

const DEFAULT_SECONDS = 30
const SHORTEST_SECONDS = 5

/** Sends one request to the host that is worked on, as the task's user. */
export type Send = (request: Request) => Promise<Reply>

/**
 * Takes a step. One that may cut off SSH is taken under guard: the old state is saved on the host, a timer
 * there puts it back, and only a new connection that gets through stops the timer.
 * @throws ModuleFailure when no new connection got through, or the step could not be guarded
 */
export async function takeStep(
  step: Step,
  prepared: Prepared,
  context: RunContext,
  send: Send,
): Promise<Reply> {
  const seconds = guardSeconds(prepared)
  if (prepared.connection.kind === 'local' || seconds === 0) return send(step.request)
  // What guards is not for Ctrl-C to stop: it is bounded in time, and stopping it would leave a host shut.
  const quiet: Send = async (request) => {
    const shell = await context.connections.shell(prepared.target, prepared.connection, prepared.become)
    return (await shell.send([request]))[0]!
  }
  const domain = step.guard ?? (await keep(step, quiet))
  if (domain === undefined) return send(step.request)
  await arm(domain, step, seconds, quiet)
  const armedAt = performance.now()
  const reply = await send(step.request).catch((error: unknown) => error)
  const confirmation: Confirmation = { domain, step, prepared, context, seconds, armedAt, quiet }
  if (!isReply(reply)) throw await putBack(confirmation, new Error(messageOf(reply)))
  if (!isAccepted(step, reply)) {
    throw await putBack(confirmation, new Error(describeFailure(reply)), valuesOf(step, reply))
  }
  await confirmThroughNewLogin(confirmation)
  return reply
}

/** True when a step ended as it may. */
export function isAccepted(step: Step, reply: Reply): boolean {
  return reply.exit.kind === 'code' && (step.accept ?? [0]).includes(reply.exit.code)
}

/** Variable `stack_guard_seconds`: how long a host waits for the confirmation; 0 switches all of it off. */
function guardSeconds(prepared: Prepared): number {
  const value = prepared.scope.lookup('stack_guard_seconds')
  const seconds = value instanceof Undefined ? DEFAULT_SECONDS : Number(value)
  if (seconds === 0 || (Number.isInteger(seconds) && seconds >= SHORTEST_SECONDS)) return seconds
  throw new ModuleFailure(
    `stack_guard_seconds is ${JSON.stringify(value)}, not a number of seconds`,
    {},
    `give a whole number of at least ${SHORTEST_SECONDS}, or 0 for no guard`,
  )
}

/** Saves what a later guarded step may have to put back; says which guard the step itself needs, if any. */
async function keep(step: Step, send: Send): Promise<Guarded | undefined> {
  const domain = step.unsettles ?? (step.writes ?? []).map(domainOf).find((found) => found !== undefined)
  if (domain === undefined) return undefined
  const reply = await send(keepRequest(domain))
  if (!succeeded(reply)) throw unguarded(domain, step, reply)
  return step.unsettles === undefined && reply.stdout.toString().includes('at once') ? domain : undefined
}

async function arm(domain: Guarded, step: Step, seconds: number, send: Send): Promise<void> {
  const reply = await send(armRequest(domain, seconds))
  if (succeeded(reply)) return
  const code = reply.exit.kind === 'code' ? reply.exit.code : undefined
  if (code === GUARD.notRoot) {
    throw new ModuleFailure(
      `refused to ${step.title}: it may cut off SSH, and only root can have the host undo it`,
      {},
      'add `become: true` to the task, or set stack_guard_seconds: 0 to do it without a way back',
    )
  }
  if (code !== GUARD.refused) throw unguarded(domain, step, reply)
  const { back, said } = refusal(reply)
  throw new ModuleFailure(
    `refused to ${step.title}: ${DOMAINS[domain].what} would not take its new configuration: ${said}; ${back}`,
    { stderr: said },
    'correct what the last lines name, and run again',
  )
}

function refusal(reply: Reply): { readonly back: string; readonly said: string } {
  const result = reply.stdout.toString('utf8').trim()
  const back = result.startsWith('restored')
    ? 'the old one is in its place again'
    : result === ''
      ? 'it was changed before this run, so there is nothing to put back, and it still runs with the old one'
      : `the old one could not be put back: ${result}`
  return { back, said: reply.stderr.toString('utf8').trim() }
}

function unguarded(domain: Guarded, step: Step, reply: Reply): ModuleFailure {
  const said = reply.stderr.toString('utf8').trim() || describeExit(reply.exit)
  return new ModuleFailure(
    `refused to ${step.title}: it may cut off SSH, and the host cannot keep a way back: ${said}`,
    {},
    `what is needed is written to ${guardDirectory(domain)} and run by systemd; stack_guard_seconds: 0 does without`,
  )
}

function valuesOf(step: Step, reply: Reply) {
  return {
    rc: reply.exit.kind === 'code' ? reply.exit.code : 255,
    cmd: step.request.command.text,
    stdout: reply.stdout.toString('utf8').trim(),
    stderr: reply.stderr.toString('utf8').trim(),
  }
}

function describeFailure(reply: Reply): string {
  const said = (reply.stderr.toString('utf8').trim() || reply.stdout.toString('utf8').trim())
    .split('\n')
    .slice(-5)
    .join('\n')
  return `${describeExit(reply.exit)}${said === '' ? '' : `: ${said}`}`
}

function isReply(reply: unknown): reply is Reply {
  return !(reply instanceof Error)
}

function messageOf(error: unknown): string {
  return error instanceof StackError || error instanceof Error ? error.message : String(error)
}
