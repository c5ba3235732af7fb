import { nearest } from '../source/nearest.ts'
import { keyPositionOf, positionOf } from '../source/position.ts'
import { isRecord, kindOf } from '../source/record.ts'
import type { Action } from './action.ts'
import { checkKeywords } from './checkKeys.ts'
import type { Include, SharedKeywords, Vars } from './model.ts'
import type { Reading, Site } from './reading.ts'
import { sharedKeywords } from './sharedKeywords.ts'

/** Options of the tasks that bring others, from ansible-core's TaskInclude and IncludeRole. */
const OPTIONS = {
  include_tasks: ['file', 'apply'],
  import_tasks: ['file'],
  include_role: [
    'name',
    'role',
    'tasks_from',
    'vars_from',
    'defaults_from',
    'handlers_from',
    'apply',
    'public',
    'allow_duplicates',
    'rolespec_validate',
  ],
  import_role: [
    'name',
    'role',
    'tasks_from',
    'vars_from',
    'defaults_from',
    'handlers_from',
    'public',
    'allow_duplicates',
    'rolespec_validate',
  ],
} as const

/** What a dynamic include names; undefined for any other task. */
export function includeOf(action: Action, site: Site, reading: Reading): Include | undefined {
  if (action.brings === 'include_tasks') return includeTasksOf(action, site, reading)
  if (action.brings === 'include_role') return includeRoleOf(action, site, reading)
  return undefined
}

/** Checks the options of an include or import; those missing or unknown are faults. */
export function checkBringing(action: Action, site: Site, reading: Reading): void {
  const { brings, args } = action
  if (brings === undefined || brings === 'include' || brings === 'import_playbook') return
  const allowed: readonly string[] = OPTIONS[brings]
  for (const key of Object.keys(args)) {
    if (allowed.includes(key)) continue
    const near = nearest(key, allowed)
    reading.faults.add('unknown', `${action.name} has no option '${key}'`, {
      at: keyPositionOf(args, key) ?? action.at,
      path: site.path,
      hint: near === undefined ? `its options are ${allowed.join(', ')}` : `did you mean '${near}'?`,
    })
  }
  const subject = brings.endsWith('_role') ? (args['name'] ?? args['role']) : args['file']
  if (subject !== undefined && subject !== null && subject !== '') return
  const what = brings.endsWith('_role') ? 'role' : 'file'
  reading.faults.add('type', `${action.name} names no ${what}`, { at: action.at, path: site.path })
}

function includeTasksOf(action: Action, site: Site, reading: Reading): Include {
  checkBringing(action, site, reading)
  const apply = applyOf(action.args, site, reading)
  const file = action.args['file'] ?? ''
  return apply === undefined ? { kind: 'tasks', file } : { kind: 'tasks', file, apply }
}

function includeRoleOf(action: Action, site: Site, reading: Reading): Include {
  checkBringing(action, site, reading)
  const { args } = action
  const apply = applyOf(args, site, reading)
  return {
    kind: 'role',
    name: args['name'] ?? args['role'],
    tasksFrom: args['tasks_from'],
    varsFrom: args['vars_from'],
    defaultsFrom: args['defaults_from'],
    handlersFrom: args['handlers_from'],
    public: args['public'] === true,
    allowDuplicates: args['allow_duplicates'] !== false,
    ...(apply === undefined ? {} : { apply }),
  }
}

function applyOf(args: Vars, site: Site, reading: Reading): SharedKeywords | undefined {
  const apply = args['apply']
  if (apply === undefined || apply === null) return undefined
  const path = `${site.path} / apply`
  if (!isRecord(apply)) {
    reading.faults.add('type', `'apply' must be a mapping of keywords, not ${kindOf(apply)}`, {
      at: positionOf(args, 'apply'),
      path,
    })
    return undefined
  }
  checkKeywords(apply, 'block', Object.keys(apply), path, reading.faults)
  return sharedKeywords(apply)
}
