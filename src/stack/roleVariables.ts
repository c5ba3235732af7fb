import type { RoleSites } from '../engine/roleSites.ts'
import { StackError } from '../errors.ts'
import { Secret } from '../shell/secret.ts'
import { truth } from '../template/python/truth.ts'
import { Undefined } from '../template/scope.ts'
import { Pending } from '../vars/pending.ts'

/**
 * A host's variables as a role's tasks see them: its defaults, the inventory, extra variables. What rests on
 * facts, which only the host itself could tell, counts as not set.
 */
export class RoleVariables {
  readonly #sites: RoleSites
  readonly #host: string
  readonly #role: string | undefined

  /** Without a role: what all roles share, such as the defaults of the role `topology`. */
  constructor(sites: RoleSites, host: string, role?: string) {
    this.#sites = sites
    this.#host = host
    this.#role = role
  }

  /** Undefined when it is not set. @throws StackError for a template that cannot be evaluated */
  value(name: string): unknown {
    try {
      const value = this.#sites.scope(this.#host, this.#role)?.lookup(name)
      return value instanceof Undefined ? undefined : value
    } catch (error) {
      if (error instanceof Pending) return undefined
      if (!(error instanceof StackError)) throw error
      if (error.code === 'undefined') return undefined
      throw error.with({ host: this.#host, path: `variable ${name}` })
    }
  }

  /** Empty when it is not set. */
  text(name: string): string {
    return textOf(this.value(name))
  }

  number(name: string, fallback: number): number {
    const text = this.text(name)
    return /^\d+$/.test(text) ? Number(text) : fallback
  }

  /** Strings that mean a boolean in YAML count as one: those of the command line are text. */
  flag(name: string): boolean {
    const value = this.value(name)
    return typeof value === 'string' ? /^(y|yes|on|1|true|t)$/i.test(value) : truth(value)
  }

  /** A single value counts as a list of one. */
  list(name: string): readonly unknown[] {
    const value = this.value(name)
    if (value === undefined || value === null || value === '') return []
    return Array.isArray(value) ? (value as unknown[]) : [value]
  }

  texts(name: string): readonly string[] {
    return this.list(name).map(textOf)
  }

  secret(name: string): Secret | undefined {
    const value = this.value(name)
    if (value instanceof Secret) return value
    const text = textOf(value)
    return text === '' ? undefined : new Secret(text)
  }
}

function textOf(value: unknown): string {
  return value === undefined || value === null || value instanceof Undefined || value instanceof Secret
    ? ''
    : String(value)
}
