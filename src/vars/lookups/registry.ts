import { StackError } from '../../errors.ts'
import { nearest } from '../../source/nearest.ts'
import { fileLookups } from './files.ts'
import { listLookups } from './lists.ts'
import type { Lookup } from './lookup.ts'
import { sequence } from './sequence.ts'
import { valueLookups } from './values.ts'

const LOOKUPS: ReadonlyMap<string, Lookup> = new Map(
  Object.entries({ ...listLookups, ...fileLookups, ...valueLookups, sequence }),
)

/** The lookup of a name, short or full. @throws StackError `unknown` */
export function findLookup(name: string): Lookup {
  const lookup = LOOKUPS.get(name.replace(/^ansible\.(builtin|legacy)\./, ''))
  if (lookup !== undefined) return lookup
  const near = nearest(name, LOOKUPS.keys())
  throw new StackError('unknown', `there is no lookup '${name}'`, {
    hint: near === undefined ? `there are ${[...LOOKUPS.keys()].join(', ')}` : `did you mean '${near}'?`,
  })
}

export function isLookup(name: string): boolean {
  return LOOKUPS.has(name)
}
