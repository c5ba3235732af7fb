import { keyPositionOf, originOf, type Position, positionOf, setOrigin } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import { checkKeywords } from './checkKeys.ts'
import { checkTemplates } from './checkTemplates.ts'
import { checkKeywordTexts } from './checkTexts.ts'
import { findKeyword } from './keywords.ts'
import type { SharedKeywords, Vars } from './model.ts'
import type { Reading, RoleFiles } from './reading.ts'
import { sharedKeywords, varsOf } from './sharedKeywords.ts'

/** One use of a role: an entry of `roles:` or `dependencies:`, or an import or include of it. */
export interface RoleEntry {
  /** As written, templates unrendered. */
  readonly name: unknown
  readonly at: Position | undefined
  /** Without `vars`, which rank with the role's own. */
  readonly keywords: SharedKeywords
  readonly vars: Vars
  /** Every key of the entry that is no keyword. */
  readonly params: Vars
  readonly files: RoleFiles
  readonly validate: boolean
  /** Imported or included by a task. */
  readonly byTask: boolean
  /** Of an import or include; for an entry the role's own meta tells. */
  readonly allowDuplicates: boolean
}

export const MAIN_FILES: RoleFiles = { tasks: 'main', vars: 'main', defaults: 'main', handlers: 'main' }

/** An entry of `roles:` or `dependencies:` as written: a name, or a mapping with `role` or `name`. */
export function roleEntry(
  value: unknown,
  at: Position | undefined,
  path: string,
  reading: Reading,
): RoleEntry | undefined {
  const plain = {
    keywords: {},
    vars: {},
    params: {},
    files: MAIN_FILES,
    validate: true,
    byTask: false,
    allowDuplicates: false,
  }
  if (typeof value === 'string' || typeof value === 'number') return { ...plain, name: String(value), at }
  if (!isRecord(value)) {
    reading.faults.add('type', 'a role must be a name or a mapping', { at, path })
    return undefined
  }
  const key = value['role'] === undefined ? 'name' : 'role'
  const name = value[key] ?? value['src']
  if (typeof name !== 'string' || name === '') {
    reading.faults.add('type', `a role needs its name under 'role'`, { at, path })
    return undefined
  }
  const known = Object.keys(value).filter((one) => isRoleKeyword(one))
  checkKeywords(value, 'role', known, path, reading.faults)
  checkKeywordTexts(value, path, reading)
  checkTemplates(paramsOf(value), at, path, reading)
  const { vars: _vars, ...keywords } = sharedKeywords(value)
  return {
    ...plain,
    name,
    at: positionOf(value, key) ?? keyPositionOf(value, key) ?? at,
    keywords,
    vars: varsOf(value['vars']),
    params: paramsOf(value),
  }
}

function paramsOf(entry: Vars): Vars {
  const params = Object.fromEntries(
    Object.entries(entry).filter(([key]) => !isRoleKeyword(key) && key !== 'src' && key !== 'version'),
  )
  const origin = originOf(entry)
  if (origin !== undefined) setOrigin(params, origin)
  return params
}

function isRoleKeyword(key: string): boolean {
  return findKeyword(key)?.places.includes('role') ?? false
}
