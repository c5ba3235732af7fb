import { bind } from '../bind.ts'
import type { TestFn } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { str } from '../python/text.ts'
import { truth } from '../python/truth.ts'
import {
  type Comparer,
  looseVersions,
  pep440Versions,
  semanticVersions,
  strictVersions,
} from './versionOrder.ts'

const version = bind('version operator strict version_type', compareVersions)

/** Tests that compare versions. */
export const versionTests: ReadonlyMap<string, TestFn> = new Map<string, TestFn>([
  ['version', version],
  ['version_compare', version],
])

const OPERATORS: readonly (readonly [readonly string[], (order: number) => boolean])[] = [
  [['==', '=', 'eq'], (order) => order === 0],
  [['<', 'lt'], (order) => order < 0],
  [['<=', 'le'], (order) => order <= 0],
  [['>', 'gt'], (order) => order > 0],
  [['>=', 'ge'], (order) => order >= 0],
  [['!=', '<>', 'ne'], (order) => order !== 0],
]

const TYPES: Readonly<Record<string, Comparer>> = {
  loose: looseVersions,
  strict: strictVersions,
  semver: semanticVersions,
  semantic: semanticVersions,
  pep440: pep440Versions,
}

function compareVersions(
  value: unknown,
  other: unknown,
  operator: unknown = 'eq',
  strict: unknown = null,
  type: unknown = null,
): boolean {
  if (strict !== null && type !== null) fail("give either 'strict' or 'version_type', not both")
  if (!truth(value)) fail('the version to compare is empty')
  if (!truth(other)) fail('the version to compare against is empty')
  const name = strict !== null && truth(strict) ? 'strict' : type === null ? 'loose' : str(type)
  const comparer = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  if (comparer === undefined)
    return fail(`the version type is one of ${Object.keys(TYPES).join(', ')}, not '${name}'`)
  const holds = OPERATORS.find(([names]) => names.includes(str(operator)))?.[1]
  if (holds === undefined) {
    return fail(
      `the operator is one of ${OPERATORS.flatMap(([names]) => names).join(', ')}, not '${str(operator)}'`,
    )
  }
  return holds(comparer(str(value), str(other)))
}
