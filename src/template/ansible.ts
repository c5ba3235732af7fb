import type { Environment, FilterFn, LoadedTemplate, Named, TestFn } from './environment.ts'
import { convertFilters } from './filters/convert.ts'
import { defaultFilters } from './filters/defaults.ts'
import { layoutFilters } from './filters/layout.ts'
import { numberFilters } from './filters/numbers.ts'
import { selectFilters } from './filters/select.ts'
import { sequenceFilters } from './filters/sequences.ts'
import { textFilters } from './filters/text.ts'
import { jinjaGlobals } from './globals.ts'
import { iterate } from './python/iterate.ts'
import { Callable } from './python/object.ts'
import { str } from './python/text.ts'
import { truth } from './python/truth.ts'
import { isList } from './python/value.ts'
import { Undefined } from './scope.ts'
import { resultTests } from './tests/results.ts'
import { valueTests } from './tests/values.ts'

export interface AnsibleOptions {
  /** Runs a lookup plugin: its name without a collection's, its terms, its options; gives a list. */
  readonly lookups: (name: string, terms: readonly unknown[], options: Named) => unknown
  readonly now: () => Date
  /** Relative paths of filters and tests on files are taken from here. */
  readonly baseDir: string
  readonly loadTemplate?: (name: string, from: string) => LoadedTemplate | undefined
}

/** The environment of Ansible's templates: Jinja2's filters, tests and functions and ansible-core's own. */
export function ansibleEnvironment(options: AnsibleOptions): Environment {
  const { loadTemplate } = options
  return {
    filters: merged<FilterFn>(
      defaultFilters,
      convertFilters,
      numberFilters,
      textFilters,
      layoutFilters,
      sequenceFilters,
      selectFilters,
    ),
    tests: merged<TestFn>(valueTests, resultTests),
    globals: new Map<string, unknown>([...jinjaGlobals, ...lookupFunctions(options)]),
    ...(loadTemplate === undefined ? {} : { loadTemplate }),
  }
}

function merged<T>(...tables: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> {
  return new Map(tables.flatMap((table) => [...table]))
}

// lookup() joins what it finds unless it is asked for a list; query() always gives the list.
function lookupFunctions({ lookups }: AnsibleOptions): [string, Callable][] {
  const find = (args: readonly unknown[], named: Named | undefined): { found: unknown; options: Named } => {
    const [name, ...terms] = args
    const { wantlist, ...options } = named ?? {}
    for (const term of [name, ...terms]) if (term instanceof Undefined) throw term.error()
    const found = lookups(str(name), terms, options)
    return { found, options: { wantlist } }
  }
  const query = new Callable('query', (args, named) => iterate(find(args, named).found))
  const lookup = new Callable('lookup', (args, named) => {
    const { found, options } = find(args, named)
    if (options.wantlist !== undefined && truth(options.wantlist)) return iterate(found)
    return isList(found) ? joined(found) : found
  })
  return [
    ['lookup', lookup],
    ['query', query],
    ['q', query],
  ]
}

function joined(found: readonly unknown[]): unknown {
  if (found.length === 1) return found[0]
  return found.map((item) => str(item)).join(',')
}
