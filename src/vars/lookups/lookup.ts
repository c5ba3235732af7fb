import type { Values } from '../../modules/module.ts'
import type { Vault } from '../../source/vault.ts'

/** What a lookup plugin may ask for: the variables of whoever looks up, and where its files are. */
export interface LookupContext {
  /** Undefined when there is none. */
  variable(name: string): unknown
  /** Renders a value with those variables. */
  render(value: unknown): unknown
  /** Opens files that are encrypted. */
  readonly vault: Vault
  /** Every directory in which a file of the task's is looked for, best first. */
  searchPath(subdirectory: 'files' | 'templates' | 'vars'): readonly string[]
}

/** A lookup plugin: terms in, a list of results out, as Ansible's of the same name. @throws StackError */
export type Lookup = (
  terms: readonly unknown[],
  options: Values,
  context: LookupContext,
) => readonly unknown[]
