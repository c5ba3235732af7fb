import type { Context, Environment, FilterFn, LoadedTemplate, Named, TestFn } from './environment.ts'
import { combinationFilters } from './filters/combinations.ts'
import { comment } from './filters/comment.ts'
import { convertFilters } from './filters/convert.ts'
import { dateFilters, nowFunction } from './filters/dates.ts'
import { defaultFilters } from './filters/defaults.ts'
import { dictFilters } from './filters/dicts.ts'
import { hashFilters } from './filters/hashes.ts'
import { htmlFilters } from './filters/html.ts'
import { jsonFilters } from './filters/json.ts'
import { layoutFilters } from './filters/layout.ts'
import { numberFilters } from './filters/numbers.ts'
import { passwordHash } from './filters/password.ts'
import { pathFilters } from './filters/paths.ts'
import { randomFilters } from './filters/random.ts'
import { regexFilters } from './filters/regex.ts'
import { selectFilters } from './filters/select.ts'
import { sequenceFilters } from './filters/sequences.ts'
import { setFilters } from './filters/sets.ts'
import { sizeFilters } from './filters/sizes.ts'
import { textFilters } from './filters/text.ts'
import { urlFilters } from './filters/urls.ts'
import { yamlFilters } from './filters/yaml.ts'
import { jinjaGlobals } from './globals.ts'
import { iterate } from './python/iterate.ts'
import { Callable } from './python/object.ts'
import { str } from './python/text.ts'
import { truth } from './python/truth.ts'
import { isList } from './python/value.ts'
import { Undefined } from './scope.ts'
import { fileTests } from './tests/files.ts'
import { listTests } from './tests/lists.ts'
import { patternTests } from './tests/patterns.ts'
import { resultTests } from './tests/results.ts'
import { valueTests } from './tests/values.ts'
import { versionTests } from './tests/versions.ts'

export interface AnsibleOptions {
  /** Runs a lookup plugin: its name without a collection's, its terms, its options; gives a list. */
  readonly lookups: (name: string, terms: readonly unknown[], options: Named, context: Context) => unknown
  readonly now: () => Date
  /** Relative paths of filters and tests on files are taken from here. */
  readonly baseDir: string
  readonly loadTemplate?: (name: string, from: string) => LoadedTemplate | undefined
}

/** The environment of Ansible's templates: Jinja2's filters, tests and functions and ansible-core's own. */
export function ansibleEnvironment(options: AnsibleOptions): Environment {
  const { loadTemplate, baseDir, now } = options
  return {
    filters: merged<FilterFn>(
      ...PURE_FILTERS,
      pathFilters(baseDir),
      dateFilters(now),
      new Map([['password_hash', passwordHash()]]),
    ),
    tests: merged<TestFn>(...PURE_TESTS, fileTests(baseDir)),
    globals: new Map<string, unknown>([
      ...jinjaGlobals,
      ...lookupFunctions(options),
      ['now', nowFunction(now)],
      ['undef', UNDEF],
    ]),
    ...(loadTemplate === undefined ? {} : { loadTemplate }),
  }
}

const PURE_FILTERS = [
  defaultFilters,
  convertFilters,
  numberFilters,
  textFilters,
  layoutFilters,
  sequenceFilters,
  selectFilters,
  dictFilters,
  setFilters,
  combinationFilters,
  jsonFilters,
  yamlFilters,
  regexFilters,
  hashFilters,
  randomFilters,
  sizeFilters,
  htmlFilters,
  urlFilters,
  new Map([['comment', comment]]),
]

const PURE_TESTS = [valueTests, resultTests, listTests, patternTests, versionTests]

/** `undef(hint)`: a variable that its user has to set. */
const UNDEF = new Callable('undef', ([hint = 'mandatory variable has not been overridden'], named) => {
  return new Undefined(str(named?.hint ?? hint))
})

function merged<T>(...tables: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> {
  return new Map(tables.flatMap((table) => [...table]))
}

// lookup() joins what it finds unless it is asked for a list; query() always gives the list.
function lookupFunctions({ lookups }: AnsibleOptions): [string, Callable][] {
  const find = (
    args: readonly unknown[],
    named: Named | undefined,
    context: Context,
  ): { found: unknown; options: Named } => {
    const [name, ...terms] = args
    const { wantlist, ...options } = named ?? {}
    for (const term of [name, ...terms]) if (term instanceof Undefined) throw term.error()
    const found = lookups(str(name), terms, options, context)
    return { found, options: { wantlist } }
  }
  const query = new Callable('query', (args, named, context) => iterate(find(args, named, context).found))
  const lookup = new Callable('lookup', (args, named, context) => {
    const { found, options } = find(args, named, context)
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
