import { keyPositionOf, type Position, positionOf } from '../source/position.ts'
import { type Action, actionOf } from './action.ts'
import { checkInclude } from './checkInclude.ts'
import { checkKeywords } from './checkKeys.ts'
import { checkTask } from './checkTask.ts'
import { checkKeywordTexts } from './checkTexts.ts'
import { includeOf } from './dynamicInclude.ts'
import { importRole, importTasks, type ReadNodes } from './importTask.ts'
import { findKeyword, type KeywordPlace } from './keywords.ts'
import { loopOf } from './loop.ts'
import type { SharedKeywords, Task, TaskNode, Vars } from './model.ts'
import type { Reading, Site } from './reading.ts'
import { listFrom, sharedKeywords } from './sharedKeywords.ts'

/** A task of a list as written: itself, or what a static import brings in its place. */
export function readTask(
  task: Vars,
  site: Site,
  reading: Reading,
  readNodes: ReadNodes,
): readonly TaskNode[] {
  const name = typeof task['name'] === 'string' ? task['name'] : undefined
  const place = site.handlers ? 'handler' : 'task'
  const kind = place === 'task' ? 'task' : 'handler'
  const path = `${site.path} / ${kind}${name === undefined ? '' : ` "${name}"`}`
  const action = actionOf(task, place, path, reading)
  checkTaskKeywords(task, action, place, path, reading)
  checkKeywordTexts(task, path, reading)
  if (action === undefined) return []
  const inner: Site = { ...site, path: `${path} / ${action.name}` }
  if (action.brings === 'import_tasks') return importTasks(task, action, inner, reading, readNodes)
  if (action.brings === 'import_role') return importRole(task, action, inner, reading)
  if (action.brings === 'include' || action.brings === 'import_playbook') {
    misplaced(action, path, reading)
    return []
  }
  const node = taskOf(task, action, { ...site, path }, reading)
  checkTask(node, inner, reading)
  checkInclude(node, inner, reading, readNodes)
  return [node]
}

function checkTaskKeywords(
  task: Vars,
  action: Action | undefined,
  place: 'task' | 'handler',
  path: string,
  reading: Reading,
): void {
  const dynamic = action?.brings === 'include_tasks' || action?.brings === 'include_role'
  const names = Object.keys(task).filter(
    (key) =>
      findKeyword(key) !== undefined &&
      key !== action?.name &&
      !(dynamic && place === 'handler' && key === 'listen'),
  )
  const checked: KeywordPlace = dynamic ? 'include' : place
  checkKeywords(task, checked, names, path, reading.faults)
}

function misplaced(action: Action, path: string, reading: Reading): void {
  const [message, hint] =
    action.brings === 'include'
      ? [`'include' is no longer in Ansible`, 'use include_tasks, or import_tasks']
      : [`import_playbook cannot be a task`, 'it stands in place of a play']
  reading.faults.add('type', message, { at: action.at, path, hint })
}

function taskOf(task: Vars, action: Action, site: Site, reading: Reading): Task {
  const keywords = keywordsOf(task, action)
  const loop = loopOf(task, site.path, reading.faults)
  const include = includeOf(action, site, reading)
  if (include !== undefined && (include.kind === 'role' || site.handlers)) reading.dynamicHandlers = true
  const first = Object.keys(task)[0] ?? ''
  const at = keyPositionOf(task, first) ?? positionOf(task) ?? NOWHERE
  const conditions = (key: string) => (isGiven(task[key]) ? listFrom(task, key) : undefined)
  const given: Omit<Task, 'kind' | 'at' | 'name' | 'keywords' | 'inherited' | 'role' | 'directory'> = {
    action: action.name,
    module: action.module,
    args: action.args,
    ...defined('loop', loop),
    ...defined('register', isGiven(task['register']) ? String(task['register']) : undefined),
    ...defined('until', conditions('until')),
    ...defined('retries', task['retries']),
    ...defined('delay', task['delay']),
    ...defined('changedWhen', conditions('changed_when')),
    ...defined('failedWhen', conditions('failed_when')),
    ...defined('async', task['async']),
    ...defined('poll', task['poll']),
    ...defined('listen', site.handlers ? conditions('listen')?.map(String) : undefined),
    ...defined('include', include),
  }
  return {
    kind: 'task',
    at,
    name: isGiven(task['name']) ? String(task['name']) : undefined,
    keywords,
    inherited: site.ancestry,
    role: site.role,
    directory: site.directory,
    ...given,
  }
}

const NOWHERE: Position = { file: '', line: 1, column: 1 }

function keywordsOf(task: Vars, action: Action): SharedKeywords {
  const keywords = sharedKeywords(task)
  return action.local ? { ...keywords, delegateTo: 'localhost' } : keywords
}

function defined<K extends string, V>(key: K, value: V | undefined | null): { [key in K]?: V } {
  return (value === undefined || value === null ? {} : { [key]: value }) as { [key in K]?: V }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
