import type { Context, Named } from '../environment.ts'

/** A value with Python attributes of its own: a loop, a namespace, a date, a function. */
export abstract class PyObject {
  /** Its type's name, as Python's messages and `type_debug` give it. */
  abstract readonly type: string
  /** What str() gives. */
  abstract text(): string

  /** What repr() gives, as inside a printed list. */
  repr(): string {
    return this.text()
  }

  /** The attribute's value, or `undefined` when there is no such attribute. */
  attribute(_name: string): unknown {
    return undefined
  }

  /** What subscription gives for a key, or `undefined`. */
  item(_key: unknown): unknown {
    return undefined
  }

  truth(): boolean {
    return true
  }

  /** The number that values of this type are ordered by, or `undefined` when they have no order. */
  sortKey(): number | undefined {
    return undefined
  }

  /** `this + other`, or `undefined` when that is not possible. */
  plus(_other: unknown): unknown {
    return undefined
  }

  /** `this - other`, or `undefined`. */
  minus(_other: unknown): unknown {
    return undefined
  }
}

type Run = (args: readonly unknown[], named: Named | undefined, context: Context) => unknown

/** Anything that can be called in an expression: functions, bound methods, macros. */
export class Callable extends PyObject {
  readonly type: string
  readonly name: string
  readonly call: Run

  constructor(name: string, call: Run, type = 'function') {
    super()
    this.name = name
    this.call = call
    this.type = type
  }

  text(): string {
    return `<${this.type} ${this.name}>`
  }

  override attribute(name: string): unknown {
    return name === 'name' || name === '__name__' ? this.name : undefined
  }
}
