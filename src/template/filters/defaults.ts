import { arrange, bind, bindLoose } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import { typeName } from '../python/value.ts'
import { Undefined } from '../scope.ts'

const fallBack: FilterFn = (value, args, named) => {
  const [fallback = '', boolean = false] = arrange(['default_value', 'boolean'], args, named)
  if (value instanceof Undefined) return fallback
  return truth(boolean) && !truth(value) ? fallback : value
}

/** Filters about whether a value is there, and which of two to take. */
export const defaultFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['default', fallBack],
  ['d', fallBack],
  ['mandatory', bindLoose('msg', (_context, value, message = null) => mandatory(value, message))],
  [
    'ternary',
    bindLoose('true_val false_val none_val', (_context, value, yes, no, none = null) => {
      if (value === null && none !== null) return none
      return truth(value) ? yes : no
    }),
  ],
  ['type_debug', bindLoose('', (_context, value) => debugName(value))],
  ['safe', bind('', (value) => str(value))],
])

function mandatory(value: unknown, message: unknown): unknown {
  if (!(value instanceof Undefined)) return value
  if (message !== null) return fail(str(message))
  return fail(`mandatory variable ${value.name === undefined ? '' : `'${value.name}' `}not defined`)
}

function debugName(value: unknown): string {
  return value instanceof Undefined ? 'AnsibleUndefined' : typeName(value)
}
