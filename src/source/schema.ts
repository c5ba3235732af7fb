import type { Secret } from '../shell/secret.ts'

export type OptionType = 'str' | 'int' | 'float' | 'bool' | 'path' | 'list' | 'dict' | 'raw' | 'mode'

/**
 * One option of a module: its documentation, its validation and (by inference) its TypeScript type.
 * `mode` is a file mode as Ansible takes it: `'0644'`, `0644` (octal in YAML 1.1), `u=rw,go=r`; it arrives
 * as a string.
 */
export interface Option {
  readonly type: OptionType
  readonly description: string
  readonly required?: boolean
  readonly default?: unknown
  readonly choices?: readonly (string | number | boolean)[]
  readonly elements?: OptionType
  readonly aliases?: readonly string[]
  /** The value arrives as a `Secret` and is masked wherever it shows up. */
  readonly secret?: boolean
  /** Options of a `dict`, or of the dicts of a list. */
  readonly options?: OptionSchema
}

export type OptionSchema = { readonly [name: string]: Option }

/** Relations between options, named as in Ansible's argument specs. */
export interface Constraints {
  readonly mutuallyExclusive?: readonly (readonly string[])[]
  readonly requiredOneOf?: readonly (readonly string[])[]
  readonly requiredTogether?: readonly (readonly string[])[]
  /** [option, value, needed options] */
  readonly requiredIf?: readonly (readonly [string, unknown, readonly string[]])[]
  readonly requiredBy?: Readonly<Record<string, readonly string[]>>
}

interface Scalars {
  str: string
  path: string
  mode: string
  int: number
  float: number
  bool: boolean
  dict: Record<string, unknown>
  list: readonly unknown[]
  raw: unknown
}

type ElementOf<O extends Option> = O['elements'] extends OptionType ? Scalars[O['elements']] : string

type Chosen<O extends Option> = O['choices'] extends readonly (infer C)[] ? C : Scalars[O['type']]

type Value<O extends Option> = O['secret'] extends true
  ? Secret
  : O['type'] extends 'list'
    ? readonly ElementOf<O>[]
    : O['type'] extends 'str' | 'int'
      ? Chosen<O>
      : Scalars[O['type']]

type Present<O extends Option> = O['required'] extends true
  ? true
  : O extends { default: unknown }
    ? true
    : false

/** The arguments that a module gets: present when required or defaulted, else possibly undefined. */
export type ArgsOf<S extends OptionSchema> = {
  readonly [K in keyof S]: Present<S[K]> extends true ? Value<S[K]> : Value<S[K]> | undefined
}
