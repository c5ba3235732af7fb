import type { Constraints } from './schema.ts'

/** What is known of the options given: values, and names whose value a template has yet to give. */
export interface GivenOptions {
  readonly values: ReadonlyMap<string, unknown>
  readonly unrendered: ReadonlySet<string>
}

export interface Violation {
  /** The option to point at, when it is one that was given. */
  readonly option: string | undefined
  readonly message: string
}

/**
 * Which relations between options are broken. An option whose template is not rendered yet may still turn
 * out to be omitted or given, so it never breaks a relation.
 */
export function violations(constraints: Constraints, given: GivenOptions): Violation[] {
  const certain = (name: string) => given.values.has(name)
  const possible = (name: string) => certain(name) || given.unrendered.has(name)
  return [
    ...(constraints.mutuallyExclusive ?? []).flatMap((names) => exclusive(names.filter(certain))),
    ...(constraints.requiredOneOf ?? []).flatMap((names) =>
      names.some(possible) ? [] : [{ option: undefined, message: `one of ${list(names)} is required` }],
    ),
    ...(constraints.requiredTogether ?? []).flatMap((names) =>
      names.some(certain) ? missing(names.find(certain), names, possible) : [],
    ),
    ...(constraints.requiredIf ?? []).flatMap(([name, value, needed]) =>
      given.values.get(name) === value
        ? missing(name, needed, possible, ` when ${name} is ${String(value)}`)
        : [],
    ),
    ...Object.entries(constraints.requiredBy ?? {}).flatMap(([name, needed]) =>
      certain(name) ? missing(name, needed, possible) : [],
    ),
  ]
}

function exclusive(names: readonly string[]): Violation[] {
  if (names.length < 2) return []
  return [{ option: names[1], message: `${list(names)} cannot be used together` }]
}

function missing(
  option: string | undefined,
  needed: readonly string[],
  possible: (name: string) => boolean,
  suffix = '',
): Violation[] {
  const absent = needed.filter((name) => !possible(name))
  if (absent.length === 0) return []
  const reason = suffix === '' ? ` with ${option ?? ''}` : suffix
  return [{ option, message: `${list(absent)} is required${reason}` }]
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ')
}
