import type { Guarded } from '../host/guard/domains.ts'
import type { SendOptions } from '../host/host.ts'
import type { Observer, Prediction } from '../host/observation.ts'
import type { Reply, Request } from '../shell/request.ts'
import type { ArgsOf, Constraints, OptionSchema } from '../source/schema.ts'
import type { Vault } from '../source/vault.ts'

/** Return values in Ansible's names, as `register` sees them. */
export type Values = Readonly<Record<string, unknown>>

/** What a step changes, for `--diff` and the plan. Both sides are texts; secrets are never in them. */
export interface Diff {
  readonly before: string
  readonly after: string
  readonly beforeHeader?: string
  readonly afterHeader?: string
}

/** One change that a plan asks for. The engine runs it; a module cannot. */
export interface Step {
  /** What it does, for people: `install nginx`, `write /etc/motd`. */
  readonly title: string
  readonly request: Request
  /** Exit codes that mean success; [0] when absent. */
  readonly accept?: readonly number[]
  readonly diff?: Diff
  /** What the step makes true, for plans on fresh hosts. */
  readonly predicts?: readonly Prediction[]
  /**
   * The step brings more than it can predict (a package's files and units): in check mode a later task
   * that cannot be planned is then reported as "may change" instead of failed.
   */
  readonly opaque?: boolean
  /**
   * The step may cut off SSH: the engine puts back what was before unless a new connection gets through
   * after it.
   */
  readonly guard?: Guarded
  /** What later steps with this `guard` may have to put back is saved before this step. */
  readonly unsettles?: Guarded
  /** Files and directories that the step changes, so that those of `guard` are saved before. */
  readonly writes?: readonly string[]
}

export interface Plan {
  /** None: the host is as wanted ("ok"). Any: "changed". They run in order and stop at the first failure. */
  readonly steps: readonly Step[]
  /** Returned whether or not something changes. */
  readonly values?: Values
  /** Task-level warnings. */
  readonly warnings?: readonly string[]
}

/** A module's refusal: the task fails with this message and these values. */
export class ModuleFailure extends Error {
  readonly values: Values
  readonly hint: string | undefined

  constructor(message: string, values: Values = {}, hint?: string) {
    super(message)
    this.name = 'ModuleFailure'
    this.values = values
    this.hint = hint
  }
}

/** A file on the controller that a task names. */
export interface LocalFile {
  readonly path: string
  readonly content: Buffer
  /** Permission bits. */
  readonly mode: number
}

/** The controller's side of a task: files beside the playbook or role, templates, variables. */
export interface TaskContext {
  /**
   * Reads `name` as Ansible searches it: the role's `files/` (or `templates/`), then the playbook's, then beside them.
   * What is encrypted with ansible-vault arrives decrypted unless `decrypt` is false.
   * @throws ModuleFailure that lists the places searched; StackError `file` when it cannot be decrypted
   */
  readFile(name: string, subdirectory: 'files' | 'templates' | 'vars', decrypt?: boolean): LocalFile
  /** Opens what is encrypted inside of such files. */
  readonly vault: Vault
  /** Every file below a directory searched the same way, with paths relative to it; and whether `name` is a directory. */
  readTree(
    name: string,
    decrypt?: boolean,
  ): {
    readonly isDirectory: boolean
    readonly files: readonly { readonly relative: string; readonly file: LocalFile }[]
    readonly directories: readonly string[]
  }
  /** Renders a template file with the task's variables (and `extra`): the text for the host. */
  renderTemplate(file: LocalFile, options: TemplateOptions): string
  /** One variable of the task's, already templated; undefined when absent. */
  variable(name: string): unknown
  readonly environment: Readonly<Record<string, string>>
}

export interface TemplateOptions {
  readonly trimBlocks: boolean
  readonly lstripBlocks: boolean
  readonly newlineSequence: string
  readonly marks?: Readonly<Record<string, string>>
  readonly extra?: Values
}

interface Documented<S extends OptionSchema> {
  /** Short name: `apt`. */
  readonly name: string
  /** Full name is `collection.name`: `ansible.builtin`, `community.general`, `ansible.posix`, `community.mysql`, `stack`. */
  readonly collection: string
  readonly aliases?: readonly string[]
  readonly summary: string
  readonly options: S
  readonly constraints?: Constraints
  /** Takes `module: text` (command, shell, debug-less): the option that the text becomes. */
  readonly freeForm?: keyof S & string
  /** A playbook's worth of examples, YAML. */
  readonly examples: string
  /** Extra validation that needs no host; throws StackError or ModuleFailure. */
  validate?(args: ArgsOf<S>): void
}

/** Describes a wanted state: probe reads, plan compares, the engine applies. */
export interface StateModule<S extends OptionSchema = OptionSchema, State = unknown> extends Documented<S> {
  readonly kind: 'state'
  /** Reads only, through `host.observe`. Also reads local files and renders templates, so that plan is pure. */
  probe(host: Observer, args: ArgsOf<S>, task: TaskContext): Promise<State>
  /** Pure and synchronous. @throws ModuleFailure when the state cannot be reached */
  plan(args: ArgsOf<S>, state: State): Plan
  /** Values that only the applied steps can give, merged over the plan's. Pure. */
  finish?(args: ArgsOf<S>, state: State, replies: readonly Reply[]): Values
}

/** The acting side of a host, for imperative modules only. */
export interface ActionHost extends Observer {
  run(request: Request, options?: SendOptions): Promise<Reply>
}

/** A module's outcome, in Ansible's return values. */
export interface ActionResult {
  readonly changed: boolean
  readonly failed?: boolean
  readonly skipped?: boolean
  readonly values: Values
  readonly diff?: Diff
}

/** Does something rather than describes a state: it runs at its turn, never ahead. */
export interface ActionModule<S extends OptionSchema = OptionSchema> extends Documented<S> {
  readonly kind: 'action'
  /** True when it changes nothing on the host, so what was observed stays valid. */
  readOnly?(args: ArgsOf<S>): boolean
  run(host: ActionHost, args: ArgsOf<S>, task: TaskContext, signal: AbortSignal): Promise<ActionResult>
  /** In check mode; absent: the task is skipped. Reads only. */
  check?(host: Observer, args: ArgsOf<S>, task: TaskContext): Promise<ActionResult>
}

/** What a control module asks of the engine. */
export type Effect =
  | { readonly kind: 'set-facts'; readonly facts: Values; readonly cacheable?: boolean }
  | { readonly kind: 'include-vars'; readonly vars: Values }
  | {
      readonly kind: 'add-host'
      readonly name: string
      readonly groups: readonly string[]
      readonly vars: Values
    }
  | { readonly kind: 'group-by'; readonly group: string; readonly parents: readonly string[] }
  | { readonly kind: 'meta'; readonly action: string }
  | { readonly kind: 'pause'; readonly ms: number }
  | {
      readonly kind: 'set-stats'
      readonly data: Values
      readonly perHost: boolean
      readonly aggregate: boolean
    }

/** Works on the controller alone, on variables: `debug`, `assert`, `set_fact`, `fail`, `meta` … Pure. */
export interface ControlModule<S extends OptionSchema = OptionSchema> extends Documented<S> {
  readonly kind: 'control'
  /** Options whose text is an expression and arrives unrendered (`that` of assert, `var` of debug). */
  readonly expressions?: readonly (keyof S & string)[]
  /** Takes any option (set_fact). */
  readonly anyOption?: boolean
  run(args: ArgsOf<S>, task: ControlContext): ActionResult & { readonly effects?: readonly Effect[] }
}

export interface ControlContext extends TaskContext {
  /** Evaluates a bare expression (`when` syntax) with the task's variables. */
  evaluate(expression: string): unknown
  /** Raw arguments as written, templated: for `anyOption` modules. */
  readonly rawArgs: Values
}

export type Module = StateModule | ActionModule | ControlModule

export function stateModule<const S extends OptionSchema, State>(
  module: Omit<StateModule<S, State>, 'kind'>,
): StateModule<S, State> {
  return { ...module, kind: 'state' }
}

export function actionModule<const S extends OptionSchema>(
  module: Omit<ActionModule<S>, 'kind'>,
): ActionModule<S> {
  return { ...module, kind: 'action' }
}

export function controlModule<const S extends OptionSchema>(
  module: Omit<ControlModule<S>, 'kind'>,
): ControlModule<S> {
  return { ...module, kind: 'control' }
}
