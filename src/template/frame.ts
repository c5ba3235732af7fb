import type { Context, Environment } from './environment.ts'
import type { Output } from './output.ts'
import { type Scope, Undefined } from './scope.ts'

/** Writes a part of a template; says how the loop around it goes on. */
export type Emit = (frame: Frame, out: Output) => Flow

/** 0 goes on, 1 leaves the loop, 2 goes to its next turn. */
export type Flow = 0 | 1 | 2

/** A compiled template, as others include, import or extend it. */
export interface Program {
  readonly file: string
  readonly emit: Emit
  readonly blocks: ReadonlyMap<string, Emit>
  /** Whether it calls methods that change a list or a dict, and so has to have copies. */
  readonly mutates: boolean
}

/** What one rendering shares among its frames. */
export interface Run {
  readonly environment: Environment
  readonly scope: Scope
  /** Bodies of each block, the most derived first. */
  readonly blocks: Map<string, Emit[]>
  /** Set by `extends`; rendered when the child's body is done. */
  parent: Program | undefined
}

/** The variables of one block of a template, in front of those around it. */
export class Frame implements Context {
  readonly run: Run
  readonly #parent: Frame | undefined
  // Made when there is something to put in: most renderings set nothing.
  #vars: Map<string, unknown> | undefined

  constructor(run: Run, parent?: Frame) {
    this.run = run
    this.#parent = parent
  }

  get environment(): Environment {
    return this.run.environment
  }

  child(): Frame {
    return new Frame(this.run, this)
  }

  /** The outermost frame: its variables are what an import sees. */
  get root(): Frame {
    let frame: Frame = this
    while (frame.#parent !== undefined) frame = frame.#parent
    return frame
  }

  /** What was set in this frame itself. */
  get vars(): ReadonlyMap<string, unknown> {
    return this.#vars ?? NONE
  }

  set(name: string, value: unknown): void {
    this.#vars ??= new Map()
    this.#vars.set(name, value)
  }

  resolve(name: string): unknown {
    let frame: Frame | undefined = this
    while (frame !== undefined) {
      const value = frame.#vars?.get(name)
      if (value !== undefined || frame.#vars?.has(name) === true) return value
      frame = frame.#parent
    }
    return this.outer(name)
  }

  /** As `resolve`, for a name that the template itself never sets. */
  outer(name: string): unknown {
    const { scope, environment } = this.run
    const value = scope.lookup(name)
    if (!(value instanceof Undefined)) return value
    const global = environment.globals.get(name)
    return global === undefined ? value : global
  }
}

const NONE: ReadonlyMap<string, unknown> = new Map()
