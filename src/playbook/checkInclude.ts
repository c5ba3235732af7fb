import { Faults } from '../source/faults.ts'
import { positionOf } from '../source/position.ts'
import { type ReadNodes, readTaskFile, taskFile } from './importTask.ts'
import { isTemplateText } from './keywordTypes.ts'
import type { Include, Task } from './model.ts'
import type { Reading, RoleFiles, Site } from './reading.ts'

/**
 * Reads what a dynamic include with a fixed name will bring, for its faults only: they are to be told before
 * a host is touched. Each file is read once a play, so that an include may recur.
 */
export function checkInclude(task: Task, site: Site, reading: Reading, readNodes: ReadNodes): void {
  const { include } = task
  if (include === undefined) return
  const faults = new Faults()
  const inner: Reading = { ...reading, faults, roles: reading.roles.fresh() }
  const vars = task.keywords.vars ?? {}
  const level = { keywords: { vars }, parent: site.ancestry }
  const around: Site = { ...site, ancestry: level, importing: [] }
  if (include.kind === 'tasks') checkTasks(include.file, task, around, inner, readNodes)
  else checkRole(include, task, around, inner)
  reading.dynamicHandlers ||= inner.dynamicHandlers
  // Loop variables and facts that names inside may use are known only when the include is done.
  reading.faults.errors.push(...faults.errors.filter((error) => error.code !== 'undefined'))
}

function checkTasks(file: unknown, task: Task, site: Site, reading: Reading, readNodes: ReadNodes): void {
  if (!isFixed(file)) return
  const at = positionOf(task.args, 'file') ?? task.at
  const path = taskFile(file, at, site, reading)
  if (path !== undefined && isNew(`${site.role?.path ?? ''} ${path}`, reading)) {
    readTaskFile(path, at, site, reading, readNodes)
  }
}

function checkRole(include: Include & { kind: 'role' }, task: Task, site: Site, reading: Reading): void {
  const { name } = include
  const files = {
    tasks: include.tasksFrom ?? 'main',
    vars: include.varsFrom ?? 'main',
    defaults: include.defaultsFrom ?? 'main',
    handlers: include.handlersFrom ?? 'main',
  }
  if (!isFixed(name) || !isFixedFiles(files) || !isNew(`${name} ${JSON.stringify(files)}`, reading)) return
  const at = positionOf(task.args, 'name') ?? positionOf(task.args, 'role') ?? task.at
  const request = { name, at, files, validate: true, allowDuplicates: true }
  reading.roles.importRole(request, site, reading)
}

function isFixed(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !isTemplateText(value)
}

function isFixedFiles(files: Readonly<Record<keyof RoleFiles, unknown>>): files is RoleFiles {
  return Object.values(files).every(isFixed)
}

function isNew(mark: string, reading: Reading): boolean {
  if (reading.checkedIncludes.has(mark)) return false
  reading.checkedIncludes.add(mark)
  return true
}
