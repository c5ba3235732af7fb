import { StackError } from '../errors.ts'
import { Secret } from '../shell/secret.ts'
import { coerce, Unfit } from './coerce.ts'
import { violations } from './constraints.ts'
import { nearest } from './nearest.ts'
import { keyPositionOf, type Position, positionOf } from './position.ts'
import { isMapping } from './pythonText.ts'
import type { Constraints, Option, OptionSchema } from './schema.ts'

export interface ArgumentPlace {
  /** Of the task, where an option has no position of its own. */
  readonly at?: Position | undefined
  /** Human path to the arguments: `play "web" / task "Install nginx" / apt`. */
  readonly path?: string | undefined
  /** What the options belong to, for messages: `apt`. The last part of the path when absent. */
  readonly module?: string | undefined
  /** The module takes any option (`set_fact`). */
  readonly anyOption?: boolean | undefined
}

export interface ValidatedArguments {
  /** By name (never by alias), coerced, defaults filled in; an option without value or default is absent. */
  readonly args: Record<string, unknown>
  readonly errors: readonly StackError[]
}

/** Checks and coerces rendered arguments as Ansible does. Options set to null count as not given. */
export function validateArgs(
  schema: OptionSchema,
  constraints: Constraints | undefined,
  raw: Readonly<Record<string, unknown>>,
  where: ArgumentPlace,
): ValidatedArguments {
  return new Check(schema, constraints ?? {}, raw, where, () => false).run()
}

/**
 * What can be said of arguments before templates are rendered: unknown and missing options, and the types
 * of values that hold no template.
 */
export function staticCheck(
  schema: OptionSchema,
  constraints: Constraints | undefined,
  raw: Readonly<Record<string, unknown>>,
  where: ArgumentPlace,
): readonly StackError[] {
  return new Check(schema, constraints ?? {}, raw, where, hasTemplate).run().errors
}

/** True when a value holds `{{` or `{%` anywhere. */
export function hasTemplate(value: unknown): boolean {
  if (typeof value === 'string') return /\{\{|\{%/.test(value)
  if (Array.isArray(value)) return value.some(hasTemplate)
  return (
    isMapping(value) && Object.entries(value).some(([key, item]) => hasTemplate(key) || hasTemplate(item))
  )
}

class Check {
  readonly schema: OptionSchema
  readonly constraints: Constraints
  readonly raw: Readonly<Record<string, unknown>>
  readonly where: ArgumentPlace
  readonly module: string
  readonly isUnrendered: (value: unknown) => boolean
  readonly values = new Map<string, unknown>()
  readonly unrendered = new Set<string>()
  readonly errors: StackError[] = []

  constructor(
    schema: OptionSchema,
    constraints: Constraints,
    raw: Readonly<Record<string, unknown>>,
    where: ArgumentPlace,
    isUnrendered: (value: unknown) => boolean,
  ) {
    this.schema = schema
    this.constraints = constraints
    this.raw = raw
    this.where = where
    this.module = where.module ?? where.path?.split(' / ').at(-1) ?? 'the module'
    this.isUnrendered = isUnrendered
  }

  run(): ValidatedArguments {
    const names = canonicalNames(this.schema)
    for (const [key, value] of Object.entries(this.raw)) {
      const name = names.get(key)
      if (name !== undefined) this.take(name, key, value)
      else if (!this.where.anyOption) this.unknown(key, [...names.keys()])
    }
    for (const { option, message } of violations(this.constraints, this)) {
      this.fail('type', option, `${this.module}: ${message}`)
    }
    for (const [name, option] of Object.entries(this.schema)) this.complete(name, option)
    return { args: Object.fromEntries(this.values), errors: this.errors }
  }

  take(name: string, key: string, value: unknown): void {
    const option = this.schema[name]
    if (option === undefined || value === null || value === undefined) return
    if (this.isUnrendered(value)) {
      this.unrendered.add(name)
      return
    }
    try {
      this.values.set(name, this.value(option, value, key))
    } catch (error) {
      if (!(error instanceof Unfit)) throw error
      this.unrendered.add(name)
      this.fail('type', key, `option '${key}' of ${this.module} ${error.message}`, error.hint)
    }
  }

  value(option: Option, value: unknown, key: string): unknown {
    if (option.secret) return value instanceof Secret ? value : new Secret(String(coerce(option.type, value)))
    const coerced = coerce(option.type, value)
    if (option.type === 'list' && Array.isArray(coerced)) return this.elements(option, coerced, value, key)
    if (option.type === 'dict' && option.options !== undefined) {
      return this.nested(option.options, coerced as Record<string, unknown>, key)
    }
    checkChoice(option, coerced)
    return coerced
  }

  elements(option: Option, items: readonly unknown[], source: unknown, key: string): unknown[] {
    return items.map((item, index) => {
      const element = option.elements === undefined ? item : coerce(option.elements, item)
      checkChoice(option, element)
      if (option.options === undefined || !isMapping(element)) return element
      return this.nested(option.options, element, key, positionOf(source, index))
    })
  }

  nested(options: OptionSchema, value: Record<string, unknown>, key: string, at?: Position): unknown {
    const { args, errors } = validateArgs(options, undefined, value, {
      at: at ?? positionOf(this.raw, key) ?? this.where.at,
      path: this.path(key),
      module: `${this.module}.${key}`,
    })
    this.errors.push(...errors)
    return args
  }

  complete(name: string, option: Option): void {
    if (this.values.has(name) || this.unrendered.has(name)) return
    if (option.default !== undefined) this.values.set(name, option.default)
    else if (option.required) {
      this.fail('type', undefined, `${this.module} needs the option '${name}'`, option.description)
    }
  }

  unknown(key: string, known: readonly string[]): void {
    const near = nearest(key, known)
    const hint =
      near === undefined
        ? `its options are ${Object.keys(this.schema).sort().join(', ')}`
        : `did you mean '${near}'?`
    this.errors.push(
      new StackError('unknown', `${this.module} has no option '${key}'`, {
        at: keyPositionOf(this.raw, key) ?? this.where.at,
        path: this.path(key),
        hint,
      }),
    )
  }

  fail(code: 'type', key: string | undefined, message: string, hint?: string): void {
    const at = key === undefined ? this.where.at : (positionOf(this.raw, key) ?? this.where.at)
    this.errors.push(new StackError(code, message, { at, path: this.path(key), hint }))
  }

  path(key: string | undefined): string | undefined {
    if (this.where.path === undefined) return undefined
    return key === undefined ? this.where.path : `${this.where.path} / ${key}`
  }
}

function canonicalNames(schema: OptionSchema): Map<string, string> {
  const names = new Map<string, string>()
  for (const [name, option] of Object.entries(schema)) {
    names.set(name, name)
    for (const alias of option.aliases ?? []) names.set(alias, name)
  }
  return names
}

/** @throws Unfit */
function checkChoice(option: Option, value: unknown): void {
  const choices = option.choices
  if (choices === undefined || choices.some((choice) => choice === value)) return
  const near = nearest(String(value), choices.map(String))
  throw new Unfit(
    `must be one of ${choices.join(', ')}, not '${String(value)}'`,
    near === undefined ? undefined : `did you mean '${near}'?`,
  )
}
