import { join } from 'node:path'
import { nearest } from '../source/nearest.ts'
import { keyPositionOf, positionOf } from '../source/position.ts'
import { isRecord, kindOf } from '../source/record.ts'
import type { Vars } from './model.ts'
import type { Reading } from './reading.ts'
import { type RoleEntry, roleEntry } from './roleEntry.ts'
import { optionalRoleFile, type RoleFileRequest, roleFile } from './roleFiles.ts'

/** What a role's `meta` says. */
export interface RoleMeta {
  readonly dependencies: readonly RoleEntry[]
  readonly allowDuplicates: boolean
  /** Argument specs by entry point (`main`, or a `tasks_from`). */
  readonly argumentSpecs: Vars
}

const KEYS = [
  'allow_duplicates',
  'argument_specs',
  'collections',
  'dependencies',
  'galaxy_info',
  'standalone',
]

/** Reads `meta/main.yml` and `meta/argument_specs.yml`. */
export function roleMeta(request: RoleFileRequest, reading: Reading): RoleMeta {
  const file = roleFile(request, 'meta', 'main', reading)
  const meta = file?.value ?? {}
  if (!isRecord(meta)) {
    reading.faults.add('type', `a role's meta must be a mapping, not ${kindOf(meta)}`, { at: file?.at })
    return { dependencies: [], allowDuplicates: false, argumentSpecs: {} }
  }
  for (const key of Object.keys(meta)) {
    if (KEYS.includes(key)) continue
    const near = nearest(key, KEYS)
    reading.faults.add('unknown', `unknown key '${key}' in the meta of the role ${request.role}`, {
      at: keyPositionOf(meta, key),
      hint: near === undefined ? `its keys are ${KEYS.join(', ')}` : `did you mean '${near}'?`,
    })
  }
  return {
    dependencies: dependenciesOf(meta, request, reading),
    allowDuplicates: meta['allow_duplicates'] === true,
    argumentSpecs: argumentSpecs(meta, request, reading),
  }
}

function dependenciesOf(meta: Vars, request: RoleFileRequest, reading: Reading): RoleEntry[] {
  const value = meta['dependencies']
  if (value === undefined || value === null) return []
  const at = positionOf(meta, 'dependencies')
  if (!Array.isArray(value)) {
    reading.faults.add('type', `'dependencies' must be a list of roles, not ${kindOf(value)}`, { at })
    return []
  }
  return value.flatMap((item: unknown, index) => {
    const path = `${request.path} / dependencies`
    const entry = roleEntry(item, positionOf(value, index) ?? at, path, reading)
    return entry === undefined ? [] : [entry]
  })
}

/** The file of its own wins over the key in `main.yml`; the two are not merged. */
function argumentSpecs(meta: Vars, request: RoleFileRequest, reading: Reading): Vars {
  const path = optionalRoleFile(join(request.directory, 'meta'), 'argument_specs')
  const file = path === undefined ? undefined : reading.faults.attempt(() => reading.files.read(path))
  const specs =
    path === undefined ? meta['argument_specs'] : isRecord(file?.value) ? file.value['argument_specs'] : {}
  return isRecord(specs) ? specs : {}
}
