import { type Position, positionOf } from '../source/position.ts'
import { UnsafeText, VaultText } from '../source/tags.ts'
import type { Environment } from '../template/environment.ts'
import type { Scope } from '../template/scope.ts'
import { compileExpression, compileTemplate, type Expression, type Template } from '../template/template.ts'
import { OMIT } from './omit.ts'

/** Renders values that people wrote: strings with templates in them, deep in lists and mappings. */
export class Templar {
  readonly environment: Environment
  readonly #templates = new Map<string, Template>()
  readonly #expressions = new Map<string, Expression>()

  constructor(environment: Environment) {
    this.environment = environment
  }

  /**
   * `value` with all its templates evaluated to native values; omitted entries are left out.
   * @throws StackError `undefined`, `template`, `syntax`; whatever a lookup throws
   */
  render(value: unknown, scope: Scope, at?: Position): unknown {
    if (typeof value === 'string')
      return isTemplate(value) ? this.#template(value, at).evaluate(scope) : value
    if (value instanceof UnsafeText) return value.text
    if (value instanceof VaultText) return value.toString()
    if (Array.isArray(value)) {
      return value
        .map((item, index) => this.render(item, scope, positionOf(value, index) ?? at))
        .filter((item) => item !== OMIT)
    }
    if (isPlainObject(value)) return this.#renderObject(value, scope, at)
    return value
  }

  /** A bare expression, as in `when`; `{{ }}` around the whole of it is tolerated, as Ansible does. */
  evaluate(expression: string, scope: Scope, at?: Position): unknown {
    const bare = /^\s*\{\{(?!.*\{\{)([\s\S]*)\}\}\s*$/.exec(expression)?.[1] ?? expression
    const key = keyOf(bare, at)
    let compiled = this.#expressions.get(key)
    if (compiled === undefined) {
      compiled = compileExpression(bare, { at, environment: this.environment })
      this.#expressions.set(key, compiled)
    }
    return compiled.evaluate(scope)
  }

  #renderObject(
    value: Readonly<Record<string, unknown>>,
    scope: Scope,
    at?: Position,
  ): Record<string, unknown> {
    const rendered: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) {
      const result = this.render(item, scope, positionOf(value, key) ?? at)
      if (result === OMIT) continue
      rendered[isTemplate(key) ? String(this.#template(key, at).evaluate(scope)) : key] = result
    }
    return rendered
  }

  #template(source: string, at?: Position): Template {
    const key = keyOf(source, at)
    let compiled = this.#templates.get(key)
    if (compiled === undefined) {
      compiled = compileTemplate(source, { at, environment: this.environment })
      this.#templates.set(key, compiled)
    }
    return compiled
  }
}

export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('{#')
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function keyOf(source: string, at: Position | undefined): string {
  return at === undefined ? source : `${at.file}:${at.line}:${at.column}\n${source}`
}
