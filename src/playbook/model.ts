import type { Module } from '../modules/module.ts'
import type { Position } from '../source/position.ts'

/** Variables as written: values may hold templates. Containers know their positions (originOf). */
export type Vars = Readonly<Record<string, unknown>>

/** Keywords that plays, blocks and tasks share; a child inherits what it doesn't set (when, tags, vars add up). */
export interface SharedKeywords {
  readonly vars?: Vars
  /** Each condition must hold; every one a string expression or a boolean. */
  readonly when?: readonly unknown[]
  readonly tags?: readonly string[]
  readonly become?: unknown
  readonly becomeUser?: unknown
  readonly becomeMethod?: unknown
  readonly becomeFlags?: unknown
  readonly connection?: unknown
  readonly remoteUser?: unknown
  readonly port?: unknown
  readonly environment?: unknown
  readonly moduleDefaults?: unknown
  readonly noLog?: unknown
  readonly diff?: unknown
  readonly checkMode?: unknown
  readonly ignoreErrors?: unknown
  readonly ignoreUnreachable?: unknown
  readonly anyErrorsFatal?: unknown
  readonly runOnce?: unknown
  readonly throttle?: unknown
  readonly timeout?: unknown
  readonly delegateTo?: unknown
  readonly delegateFacts?: unknown
  readonly notify?: readonly unknown[]
  readonly collections?: unknown
  readonly debugger?: unknown
}

/** The role that a task stands in: whose files, templates and variables it sees. */
export interface RoleContext {
  readonly name: string
  /** Absolute directory. */
  readonly path: string
  readonly defaults: Vars
  readonly vars: Vars
  /** Parameters given where the role is used (roles: entries, or vars of include_role). */
  readonly params: Vars
  readonly handlers: readonly TaskNode[]
  /** The role that pulled this one in (dependency or include), outermost last. */
  readonly parents: readonly string[]
  readonly allowDuplicates: boolean
}

/** Where a task or block stands: what it inherits, outermost first. Each is a play, block or import with its keywords. */
export interface Ancestry {
  readonly keywords: SharedKeywords
  readonly parent?: Ancestry | undefined
}

interface NodeBase {
  readonly at: Position
  readonly name: string | undefined
  readonly keywords: SharedKeywords
  /** Of everything around it; its own keywords come on top. */
  readonly inherited: Ancestry
  readonly role: RoleContext | undefined
  /** Directory of the file it is written in, for relative includes and files. */
  readonly directory: string
}

export interface Block extends NodeBase {
  readonly kind: 'block'
  readonly block: readonly TaskNode[]
  readonly rescue: readonly TaskNode[]
  readonly always: readonly TaskNode[]
  /**
   * The block is one use of a role that runs once a play: a host that has gone through it, with at least
   * one task not skipped, passes by all later blocks with the same text here.
   */
  readonly completes?: string
}

export interface LoopControl {
  readonly loopVar: string
  readonly indexVar?: string
  readonly label?: unknown
  readonly pause?: unknown
  readonly extended?: unknown
  readonly extendedAllitems?: unknown
}

/** `loop: x`, or `with_NAME: x`. */
export interface Loop {
  readonly expression: unknown
  readonly lookup?: string
  readonly control: LoopControl
  readonly at: Position
}

export interface Task extends NodeBase {
  readonly kind: 'task'
  /** The name as written in the playbook: `apt`, `ansible.builtin.apt`. */
  readonly action: string
  /** Absent for the dynamic includes, which the engine handles. */
  readonly module: Module | undefined
  /** Options as written; may be a template string as a whole (`args: "{{ x }}"`) under the key '_args'. */
  readonly args: Vars
  readonly loop?: Loop
  readonly register?: string
  readonly until?: readonly unknown[]
  readonly retries?: unknown
  readonly delay?: unknown
  readonly changedWhen?: readonly unknown[]
  readonly failedWhen?: readonly unknown[]
  readonly async?: unknown
  readonly poll?: unknown
  /** Handlers only: further names it answers to. */
  readonly listen?: readonly string[]
  /** `include_tasks`, `include_role`: what runs in place of a module. */
  readonly include?: Include
}

/** A dynamic include; file or role name may hold templates. */
export type Include =
  | { readonly kind: 'tasks'; readonly file: unknown; readonly apply?: SharedKeywords }
  | {
      readonly kind: 'role'
      readonly name: unknown
      readonly tasksFrom: unknown
      readonly varsFrom: unknown
      readonly defaultsFrom: unknown
      readonly handlersFrom: unknown
      readonly apply?: SharedKeywords
      readonly public: boolean
      readonly allowDuplicates: boolean
    }

/** Static imports and roles are already expanded into blocks, so a tree of these two is all there is. */
export type TaskNode = Block | Task

export interface Play {
  readonly at: Position
  readonly name: string
  /** Patterns, possibly templated with extra vars. */
  readonly hosts: readonly unknown[]
  readonly hostsAt: Position
  readonly keywords: SharedKeywords
  readonly vars: Vars
  readonly varsFiles: readonly unknown[]
  readonly varsPrompt: readonly VarsPrompt[]
  readonly gatherFacts: unknown
  readonly gatherSubset: unknown
  readonly serial: unknown
  readonly strategy: unknown
  readonly order: unknown
  readonly maxFailPercentage: unknown
  readonly forceHandlers: unknown
  readonly preTasks: readonly TaskNode[]
  /** Of all roles, in order, each role one block. */
  readonly roleTasks: readonly TaskNode[]
  readonly tasks: readonly TaskNode[]
  readonly postTasks: readonly TaskNode[]
  /** The play's own; those of roles are in their RoleContext. */
  readonly handlers: readonly TaskNode[]
  /** Statically used roles: their defaults, vars and handlers are seen by the whole play. */
  readonly roles: readonly RoleContext[]
  readonly directory: string
}

export interface VarsPrompt {
  readonly name: string
  readonly prompt: string
  readonly default?: unknown
  readonly private: boolean
  readonly at: Position
}

export interface Playbook {
  readonly file: string
  readonly plays: readonly Play[]
}

/** Reads playbooks and, at run time, what dynamic includes name. */
export interface PlaybookSource {
  /**
   * All playbooks with their static imports, roles and handlers, checked as far as it goes without variables.
   * @throws StackErrors with every fault found
   */
  load(files: readonly string[]): readonly Playbook[]
  /** Tasks of an included file; `file` is relative to the including task as Ansible searches it. */
  includeTasks(file: string, by: Task, extra: IncludeScope): readonly TaskNode[]
  /** An included role's tasks as one block, dependencies first. */
  includeRole(
    name: string,
    by: Task,
    files: { tasks: string; vars: string; defaults: string; handlers: string },
    extra: IncludeScope,
  ): { readonly nodes: readonly TaskNode[]; readonly role: RoleContext }
}

/** What a dynamic include adds to the tasks it brings. */
export interface IncludeScope {
  /** Loop variables and evaluated `vars` of the include. */
  readonly vars: Vars
  readonly apply: SharedKeywords | undefined
}
