import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { equals } from '../python/compare.ts'
import { iterate } from '../python/iterate.ts'
import { repr, str } from '../python/text.ts'

/** Filters that turn a value into one of another type. */
export const convertFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['bool', bind('', toBool)],
  ['string', bind('', str)],
  ['list', bind('', (value) => [...iterate(value)])],
  ['pprint', bind('', repr)],
])

/** Ansible's bool: yes, on, true and 1 in any case are true; None stays None. */
function toBool(value: unknown): boolean | null {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return ['yes', 'on', '1', 'true'].includes(value.toLowerCase())
  return equals(value, 1)
}
