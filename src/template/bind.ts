import type { Context, FilterFn, Named } from './environment.ts'
import { fail } from './python/fault.ts'
import { SilentUndefined, Undefined } from './scope.ts'

type Body = (value: unknown, ...args: unknown[]) => unknown
type ContextBody = (context: Context, value: unknown, ...args: unknown[]) => unknown

/**
 * A filter, test or method from its parameters' names (`'sep maxsplit'`) and a function that takes them in
 * that order; those not given arrive as `undefined`, so JavaScript's defaults apply. An undefined value or
 * argument throws before the function runs.
 */
export function bind(params: string, body: Body): FilterFn {
  const names = params.split(' ').filter((name) => name !== '')
  return (value, args, named) => {
    if (value instanceof Undefined && !(value instanceof SilentUndefined)) throw value.error()
    const bound = named === undefined && args.length <= names.length ? args : arrange(names, args, named)
    for (const arg of bound) if (arg instanceof Undefined) throw arg.error()
    return body(value, ...bound)
  }
}

/** As `bind`, for a body that also wants the context, or that takes undefined values as they are. */
export function bindLoose(params: string, body: ContextBody): FilterFn {
  const names = params.split(' ').filter((name) => name !== '')
  return (value, args, named, context) => body(context, value, ...arrange(names, args, named))
}

/** Puts positional and keyword arguments in the order of their names; throws for too many or unknown ones. */
export function arrange(
  names: readonly string[],
  args: readonly unknown[],
  named: Named | undefined,
): readonly unknown[] {
  if (args.length > names.length) {
    fail(`too many arguments: ${args.length} are given, ${names.length} can be`, allowed(names))
  }
  if (named === undefined) return args
  const bound: unknown[] = [...args]
  for (const [name, value] of Object.entries(named)) {
    const place = names.indexOf(name)
    if (place < 0) fail(`there is no argument '${name}'`, allowed(names))
    if (place < args.length) fail(`the argument '${name}' is given twice`)
    bound[place] = value
  }
  return bound
}

function allowed(names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `it takes ${names.join(', ')}`
}
