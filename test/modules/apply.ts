import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ObservationKind, Observer } from '../../src/host/observation.ts'
import { expandPaths } from '../../src/modules/expandPaths.ts'
import {
  type ActionHost,
  type ActionModule,
  type ActionResult,
  type ControlContext,
  ModuleFailure,
  type Plan,
  type StateModule,
  type Values,
} from '../../src/modules/module.ts'
import { exitCode, type Reply, type Request } from '../../src/shell/request.ts'
import { revealText } from '../../src/shell/secret.ts'
import { validateArgs } from '../../src/source/arguments.ts'
import type { ArgsOf, OptionSchema } from '../../src/source/schema.ts'
import { NO_VAULT } from '../../src/source/vault.ts'

/** Runs one request with a real `sh` on this machine, after `sh -n` has found nothing wrong with it. */
export function runHere(request: Request): Reply {
  const syntax = spawnSync('sh', ['-n'], { input: request.command.text })
  if (syntax.status !== 0) throw new Error(`sh -n: ${syntax.stderr}\n${request.command.text}`)
  const env = Object.fromEntries(
    Object.entries(request.env ?? {}).map(([name, value]) => [name, revealText(value)]),
  )
  const stdin = request.stdin instanceof Uint8Array ? request.stdin : revealText(request.stdin ?? '')
  const started = Date.now()
  const { status, stdout, stderr } = spawnSync('sh', ['-c', request.command.text], {
    input: stdin,
    cwd: request.cwd,
    env: { ...process.env, LC_ALL: 'C', ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  return { exit: { kind: 'code', code: status ?? 255 }, stdout, stderr, durationMs: Date.now() - started }
}

/** The reading side of this machine: everything asked in one tick is one request a kind. */
export class HereObserver implements Observer {
  readonly #waiting = new Map<string, { key: unknown; settle: (value: unknown) => void }[]>()

  observe<K, V>(kind: ObservationKind<K, V>, key: K): Promise<V> {
    const waiting = this.#waiting.get(kind.name) ?? []
    if (waiting.length === 0) {
      this.#waiting.set(kind.name, waiting)
      setImmediate(() => this.#fetch(kind))
    }
    return new Promise((settle) => {
      waiting.push({ key, settle: settle as (value: unknown) => void })
    })
  }

  #fetch<K, V>(kind: ObservationKind<K, V>): void {
    const waiting = this.#waiting.get(kind.name) ?? []
    this.#waiting.delete(kind.name)
    const keys = waiting.map((entry) => entry.key as K)
    const values = Promise.resolve().then(() => kind.parse(runHere(kind.fetch(keys)), keys))
    waiting.forEach((entry, index) => {
      entry.settle(values.then((all) => all[index]))
    })
  }
}

export interface Outcome {
  readonly changed: boolean
  readonly plan: Plan
  readonly values: Values
}

/** Coerced arguments of a module. @throws the first fault */
export function argsOf<S extends OptionSchema>(
  module: { readonly options: S; readonly constraints?: object; readonly name: string },
  raw: Record<string, unknown>,
): ArgsOf<S> {
  const { args, errors } = validateArgs(module.options, module.constraints, raw, { module: module.name })
  if (errors[0] !== undefined) throw errors[0]
  return args as ArgsOf<S>
}

/** What a state module would do here, with the state it saw. */
export async function planHere<S extends OptionSchema, State>(
  module: StateModule<S, State>,
  raw: Record<string, unknown>,
  task: ControlContext = taskIn('.'),
): Promise<{ args: ArgsOf<S>; state: State; plan: Plan }> {
  const host = new HereObserver()
  const args = await expandPaths(host, module.options, argsOf(module, raw))
  const state = await module.probe(host, args, task)
  return { args, state, plan: module.plan(args, state) }
}

/**
 * Applies a state module here and checks the law of convergence: planned again, nothing is left to do.
 * @throws ModuleFailure of the plan; Error when a step fails or the second plan is not empty
 */
export async function apply<S extends OptionSchema, State>(
  module: StateModule<S, State>,
  raw: Record<string, unknown>,
  task: ControlContext = taskIn('.'),
  options: { readonly converges?: boolean } = {},
): Promise<Outcome> {
  const { args, state, plan } = await planHere(module, raw, task)
  const replies = plan.steps.map((step) => {
    const reply = runHere(step.request)
    if (!(step.accept ?? [0]).includes(exitCode(reply.exit))) {
      throw new ModuleFailure(`${step.title} failed: ${reply.stderr.toString()}`)
    }
    return reply
  })
  if (options.converges !== false) {
    const again = await planHere(module, raw, task)
    if (again.plan.steps.length > 0) {
      throw new Error(`not converged: ${again.plan.steps.map((step) => step.title).join(', ')}`)
    }
  }
  const changed = plan.steps.length > 0
  return {
    changed,
    plan,
    values: { ...plan.values, ...(changed ? module.finish?.(args, state, replies) : {}) },
  }
}

/** Runs an action module here. */
export async function act<S extends OptionSchema>(
  module: ActionModule<S>,
  raw: Record<string, unknown>,
  task: ControlContext = taskIn('.'),
): Promise<ActionResult> {
  const observer = new HereObserver()
  const host: ActionHost = {
    observe: observer.observe.bind(observer),
    run: (request) => Promise.resolve(runHere(request)),
  }
  const args = await expandPaths(observer, module.options, argsOf(module, raw))
  return module.run(host, args, task, new AbortController().signal)
}

/** A task whose files stand in one directory, and whose templates know `{{ name }}` of its variables only. */
export function taskIn(directory: string, variables: Values = {}): ControlContext {
  const read = (name: string) => {
    const path = join(directory, name)
    const mode = statSync(path, { throwIfNoEntry: false })?.mode
    if (mode === undefined) throw new ModuleFailure(`could not find ${path}`)
    return { path, content: readFileSync(path), mode: mode & 0o7777 }
  }
  return {
    environment: {},
    rawArgs: {},
    vault: NO_VAULT,
    evaluate: (expression) => variables[expression],
    variable: (name) => variables[name],
    readFile: read,
    readTree: (name) => readTree(join(directory, name), read, name),
    renderTemplate: (file) =>
      file.content.toString().replace(/\{\{ (\w+) \}\}/g, (_all, name: string) => String(variables[name])),
  }
}

function readTree(
  root: string,
  read: (name: string) => ReturnType<ControlContext['readFile']>,
  name: string,
) {
  if (!statSync(root).isDirectory()) return { isDirectory: false, files: [], directories: [] }
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).map((entry) => ({
    directory: entry.isDirectory(),
    relative: relative(root, join(entry.parentPath, entry.name)),
  }))
  return {
    isDirectory: true,
    directories: entries.filter((entry) => entry.directory).map((entry) => entry.relative),
    files: entries
      .filter((entry) => !entry.directory)
      .map((entry) => ({ relative: entry.relative, file: read(join(name, entry.relative)) })),
  }
}
