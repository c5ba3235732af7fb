import { dirname } from 'node:path'
import { keyPositionOf, type Position, positionOf } from '../source/position.ts'
import type { Action } from './action.ts'
import { checkBringing } from './dynamicInclude.ts'
import { firstThatExists, taskFilePaths } from './findFile.ts'
import type { Ancestry, Block, SharedKeywords, TaskNode, Vars } from './model.ts'
import type { Reading, Site } from './reading.ts'
import { sharedKeywords } from './sharedKeywords.ts'
import { staticText } from './staticText.ts'

export type ReadNodes = (
  value: unknown,
  at: Position | undefined,
  site: Site,
  reading: Reading,
) => readonly TaskNode[]

/** The tasks of an imported file as one block, with the import's keywords on it. */
export function importTasks(
  task: Vars,
  action: Action,
  site: Site,
  reading: Reading,
  readNodes: ReadNodes,
): readonly TaskNode[] {
  const { keywords, ancestry } = importedLevel(task, action, site, reading)
  const at = positionOf(action.args, 'file') ?? action.at
  if (action.args['file'] === undefined) return []
  const name = staticText(action.args['file'], 'the imported file', at, site, reading)
  if (name === undefined) return []
  const file = taskFile(name, at, site, reading)
  if (file === undefined) return []
  const nodes = readTaskFile(file, at, { ...site, ancestry }, reading, readNodes)
  return [blockAround(nodes, keywords, task, site)]
}

/** An imported role's tasks, with the import's keywords on them. */
export function importRole(task: Vars, action: Action, site: Site, reading: Reading): readonly TaskNode[] {
  const { keywords, ancestry } = importedLevel(task, action, site, reading)
  const { args } = action
  if (site.handlers) {
    reading.faults.add('type', 'a role cannot be a handler', { at: action.at, path: site.path })
    return []
  }
  const key = args['name'] === undefined ? 'role' : 'name'
  if (args[key] === undefined) return []
  const at = positionOf(args, key) ?? action.at
  const name = staticText(args[key], 'the imported role', at, site, reading)
  const from = (option: string) =>
    args[option] === undefined
      ? 'main'
      : staticText(args[option], option, positionOf(args, option) ?? at, site, reading)
  const files = {
    tasks: from('tasks_from'),
    vars: from('vars_from'),
    defaults: from('defaults_from'),
    handlers: from('handlers_from'),
  }
  const { tasks, vars, defaults, handlers } = files
  if (name === undefined || tasks === undefined || vars === undefined) return []
  if (defaults === undefined || handlers === undefined) return []
  const request = {
    name,
    at,
    files: { tasks, vars, defaults, handlers },
    validate: args['rolespec_validate'] !== false,
    allowDuplicates: args['allow_duplicates'] !== false,
  }
  const nodes = reading.roles.importRole(request, { ...site, ancestry }, reading)
  return [blockAround(nodes, keywords, task, site)]
}

/** The tasks of a file that a static import or a dynamic include names. */
export function readTaskFile(
  file: string,
  at: Position | undefined,
  site: Site,
  reading: Reading,
  readNodes: ReadNodes,
): readonly TaskNode[] {
  if (site.importing.includes(file)) {
    reading.faults.add('type', `${file} imports itself`, {
      at,
      path: site.path,
      hint: 'an import is done when the playbook is read; include_tasks with a condition can recur',
    })
    return []
  }
  const read = reading.faults.attempt(() => reading.files.read(file, at), { path: site.path })
  if (read === undefined) return []
  const inner = { ...site, directory: dirname(file), importing: [...site.importing, file] }
  return readNodes(read.value, read.at, inner, reading)
}

/** Where a task file is; a fault when it is nowhere. */
export function taskFile(
  name: string,
  at: Position | undefined,
  site: Site,
  reading: Reading,
): string | undefined {
  const paths = taskFilePaths(name, site.handlers, { ...site, playDirectory: reading.playDirectory })
  const found = firstThatExists(paths)
  if (found === undefined) {
    reading.faults.add('file', `there is no task file ${name}`, {
      at,
      path: site.path,
      hint: `looked for ${paths.join(', ')}`,
    })
  }
  return found
}

function importedLevel(
  task: Vars,
  action: Action,
  site: Site,
  reading: Reading,
): { readonly keywords: SharedKeywords; readonly ancestry: Ancestry } {
  checkBringing(action, site, reading)
  const loop = Object.keys(task).find((key) => key === 'loop' || key.startsWith('with_'))
  if (loop !== undefined) {
    const dynamic = action.name.replace('import_', 'include_')
    reading.faults.add('type', `${action.name} cannot have a loop`, {
      at: keyPositionOf(task, loop),
      path: site.path,
      hint: `use ${dynamic}, which is done while the play runs`,
    })
  }
  const keywords = sharedKeywords(task)
  return { keywords, ancestry: { keywords, parent: site.ancestry } }
}

function blockAround(nodes: readonly TaskNode[], keywords: SharedKeywords, task: Vars, site: Site): Block {
  const first = Object.keys(task)[0] ?? ''
  return {
    kind: 'block',
    at: keyPositionOf(task, first) ?? { file: '', line: 1, column: 1 },
    name: undefined,
    keywords,
    inherited: site.ancestry,
    role: site.role,
    directory: site.directory,
    block: nodes,
    rescue: [],
    always: [],
  }
}
