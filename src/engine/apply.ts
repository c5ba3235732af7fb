import { StackError } from '../errors.ts'
import type { SendOptions } from '../host/host.ts'
import { expandPaths } from '../modules/expandPaths.ts'
import {
  type ActionModule,
  type ActionResult,
  ModuleFailure,
  type Plan,
  type StateModule,
  type Step,
  type Values,
} from '../modules/module.ts'
import { notesRemover } from '../shell/notes.ts'
import { describeExit, type Reply, type Request } from '../shell/request.ts'
import type { RunContext } from './context.ts'
import type { TaskInfo } from './events.ts'
import { isAccepted, takeStep } from './guardedStep.ts'
import type { Prepared } from './prepared.ts'
import { failedOutcome, type ItemOutcome, outcome } from './result.ts'
import { taskContext } from './taskContext.ts'
import type { Site } from './taskScope.ts'

/** Takes a plan's steps in order, stopping at the first that fails, and says what came of it. */
export async function applySteps(
  site: Site,
  prepared: Prepared,
  state: unknown,
  plan: Plan,
  info: TaskInfo,
  context: RunContext,
): Promise<ItemOutcome> {
  const replies: Reply[] = []
  const titles = plan.steps.map((step) => step.title)
  const diffs = plan.steps.flatMap((step) => (step.diff === undefined ? [] : [step.diff]))
  for (const step of plan.steps) {
    const title = prepared.noLog ? prepared.module.name : context.redactor.mask(step.title)
    context.emit({ kind: 'host-start', host: site.host, task: info, step: title })
    const send = (request: Request) => runRequest(site, prepared, request, info, context)
    const reply = await takeStep(step, prepared, context, send)
    replies.push(reply)
    if (!isAccepted(step, reply)) return { ...stepFailure(step, reply), diffs, steps: titles, touched: true }
  }
  const module: StateModule = prepared.module as StateModule
  const values: Values = { changed: true, ...plan.values, ...module.finish?.(prepared.args, state, replies) }
  // A module may find afterwards that its steps changed nothing: apt's lists were as new as can be.
  const status = values['changed'] === false ? 'ok' : 'changed'
  return outcome(status, values, { diffs, steps: titles, touched: true })
}

/** Runs an action module at its turn. */
export async function runAction(
  site: Site,
  prepared: Prepared,
  info: TaskInfo,
  context: RunContext,
): Promise<ItemOutcome> {
  const module = prepared.module as ActionModule
  const files = taskContext(site.task, site.run, prepared, context)
  const observer = context.connections.observer(prepared.target, prepared.connection, prepared.become)
  const host = {
    observe: observer.observe.bind(observer),
    run: (request: Request, options?: SendOptions) =>
      runRequest(site, prepared, request, info, context, options),
  }
  const touched = module.readOnly?.(prepared.args) !== true
  context.emit({ kind: 'host-start', host: site.host, task: info, step: module.name })
  try {
    return {
      ...actionOutcome(
        await module.run(
          host,
          await expandPaths(observer, module.options, prepared.args),
          files,
          context.signal,
        ),
      ),
      touched,
    }
  } catch (error) {
    return { ...failedOutcome(error), touched }
  }
}

/** What an action would do, as far as it can say without doing it. */
export async function checkAction(site: Site, prepared: Prepared, context: RunContext): Promise<ItemOutcome> {
  const module = prepared.module as ActionModule
  const files = taskContext(site.task, site.run, prepared, context)
  const observer = context.connections.observer(prepared.target, prepared.connection, prepared.become)
  if (module.check === undefined) {
    return outcome('skipped', {
      changed: false,
      skipped: true,
      msg: `remote module (${prepared.module.collection}.${module.name}) does not support check mode`,
    })
  }
  try {
    return actionOutcome(
      await module.check(observer, await expandPaths(observer, module.options, prepared.args), files),
    )
  } catch (error) {
    return failedOutcome(error)
  }
}

function actionOutcome(result: ActionResult): ItemOutcome {
  const status = result.failed ? 'failed' : result.skipped ? 'skipped' : result.changed ? 'changed' : 'ok'
  const flags = {
    changed: result.changed,
    ...(result.failed ? { failed: true } : {}),
    ...(result.skipped ? { skipped: true } : {}),
  }
  return outcome(
    status,
    { ...flags, ...result.values },
    { diffs: result.diff === undefined ? [] : [result.diff] },
  )
}

async function runRequest(
  site: Site,
  prepared: Prepared,
  request: Request,
  info: TaskInfo,
  context: RunContext,
  options: SendOptions = {},
): Promise<Reply> {
  const shell = await context.connections.shell(prepared.target, prepared.connection, prepared.become)
  const full: Request = {
    ...request,
    env: { ...prepared.environment, ...request.env },
    timeoutMs: request.timeoutMs ?? prepared.timeoutMs,
  }
  const withoutNotes = notesRemover()
  const onOutput = (stream: 'stdout' | 'stderr', text: string): void => {
    const forPeople = stream === 'stdout' ? withoutNotes(text) : text
    const masked = prepared.noLog ? '' : context.redactor.mask(forPeople)
    if (masked !== '') context.emit({ kind: 'output', host: site.host, task: info, stream, text: masked })
    options.onOutput?.(stream, text)
  }
  const [reply] = await shell.send([full], { signal: context.signal, ...options, onOutput })
  if (reply === undefined || reply.exit.kind === 'disconnected') {
    throw new StackError('disconnected', `the connection to ${prepared.target} broke while a command ran`, {
      host: prepared.target,
      hint: 'run again: what was done is found as it is, what was not is done then',
    })
  }
  return reply
}

/** The values of a failed step: what ran, how it ended and both its streams. */
function stepFailure(step: Step, reply: Reply): ItemOutcome {
  const stderr = reply.stderr.toString('utf8').trim()
  const stdout = reply.stdout.toString('utf8').trim()
  const lines = (stderr || stdout).split('\n')
  const reason = lines.slice(-5).join('\n')
  const msg = `could not ${step.title}: ${describeExit(reply.exit)}${reason === '' ? '' : `: ${reason}`}`
  return failedOutcome(
    new ModuleFailure(msg, {
      rc: reply.exit.kind === 'code' ? reply.exit.code : 255,
      cmd: step.request.command.text,
      stdout,
      stderr,
      stdout_lines: stdout.split('\n'),
      stderr_lines: stderr.split('\n'),
    }),
  )
}
