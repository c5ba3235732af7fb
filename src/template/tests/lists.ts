import { VaultText } from '../../source/tags.ts'
import { bind } from '../bind.ts'
import type { TestFn } from '../environment.ts'
import { contains } from '../python/compare.ts'
import { iterate } from '../python/iterate.ts'
import { truth } from '../python/truth.ts'
import { isNumeric } from '../python/value.ts'

const subset = bind('b', (value, other) => isSubset(value, other))
const superset = bind('b', (value, other) => isSubset(other, value))
const nan = bind('', (value) => isNumeric(value) && Number.isNaN(Number(value)))

/** Tests of lists, and of numbers that are none. */
export const listTests: ReadonlyMap<string, TestFn> = new Map<string, TestFn>([
  ['subset', subset],
  ['issubset', subset],
  ['superset', superset],
  ['issuperset', superset],
  ['any', bind('', (value) => iterate(value).some(truth))],
  ['all', bind('', (value) => iterate(value).every(truth))],
  ['nan', nan],
  ['isnan', nan],
  ['vault_encrypted', bind('', (value) => value instanceof VaultText)],
])

function isSubset(part: unknown, whole: unknown): boolean {
  const items = iterate(whole)
  return iterate(part).every((item) => contains(items, item))
}
