import { hasTemplate, staticCheck } from '../source/arguments.ts'
import { mergeVars } from '../source/merge.ts'
import { positionOf } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import { readOpened } from '../source/vaultFile.ts'
import { compileTemplate } from '../template/template.ts'
import { loadVarsFile } from '../vars/static.ts'
import { checkArgumentTexts } from './checkTexts.ts'
import { firstThatExists, searchPaths } from './findFile.ts'
import type { Ancestry, Task, Vars } from './model.ts'
import type { Reading, Site } from './reading.ts'

/** Checks what can be known of a task's options before anything runs. `site.path` names the module too. */
export function checkTask(task: Task, site: Site, reading: Reading): void {
  checkArgs(task, site, reading)
  checkArgumentTexts(task, site.path, reading)
  checkFiles(task, site, reading)
}

function checkArgs(task: Task, site: Site, reading: Reading): void {
  const { module } = task
  // Options that are one template as a whole are known only when it is rendered.
  if (module === undefined || Object.hasOwn(task.args, '_args')) return
  const defaults = moduleDefaults(task, module.name)
  if (defaults === undefined) return
  const errors = staticCheck(module.options, module.constraints, mergeVars([defaults, task.args]), {
    at: task.at,
    path: site.path,
    module: module.name,
    anyOption: module.kind === 'control' && module.anyOption === true,
  })
  reading.faults.errors.push(...errors)
}

/** Options that `module_defaults` around the task give; undefined when they cannot be known yet. */
function moduleDefaults(task: Task, module: string): Vars | undefined {
  const layers: Vars[] = []
  let level: Ancestry | undefined = { keywords: task.keywords, parent: task.inherited }
  for (; level !== undefined; level = level.parent) {
    const { moduleDefaults: written } = level.keywords
    for (const one of Array.isArray(written) ? (written as unknown[]) : [written]) {
      if (one === undefined || one === null) continue
      if (!isRecord(one)) return undefined
      for (const [name, options] of Object.entries(one)) {
        if (name.startsWith('group/')) return undefined
        if (name !== task.action && name.split('.').at(-1) !== module) continue
        if (!isRecord(options)) return undefined
        layers.unshift(options)
      }
    }
  }
  return mergeVars(layers)
}

/** Files on this machine that a task cannot do without, where their names are fixed. */
function checkFiles(task: Task, site: Site, reading: Reading): void {
  const needed = FILES[task.module?.name ?? '']
  if (needed === undefined || task.loop !== undefined) return
  const name = task.args[needed.option]
  if (typeof name !== 'string' || hasTemplate(name) || name.startsWith('/') || name.startsWith('~')) return
  const from = { directory: site.directory, role: site.role, playDirectory: reading.playDirectory }
  const paths = searchPaths(name, needed.subdirectory, from)
  const found = firstThatExists(paths)
  if (found !== undefined) {
    checkContent(found, task, reading)
    return
  }
  reading.faults.add('file', `there is no ${needed.what} ${name}`, {
    at: positionOf(task.args, needed.option) ?? task.at,
    path: `${site.path} / ${needed.option}`,
    hint: `looked for ${paths.join(', ')}`,
  })
}

/** A template or vars file must parse, wherever a task that uses it stands. */
function checkContent(file: string, task: Task, reading: Reading): void {
  if (task.module?.name === 'include_vars') {
    reading.faults.attempt(() => loadVarsFile(file, reading.options.vault))
  } else if (!Object.keys(task.args).some((option) => /_string$/.test(option))) {
    const { environment } = reading.options.templar
    const at = { file, line: 1, column: 1 }
    reading.faults.attempt(() =>
      compileTemplate(readOpened(file, reading.options.vault), { at, environment }),
    )
  }
}

const FILES: Readonly<
  Record<string, { readonly option: string; readonly subdirectory: string; readonly what: string }>
> = {
  template: { option: 'src', subdirectory: 'templates', what: 'template' },
  include_vars: { option: 'file', subdirectory: 'vars', what: 'vars file' },
}
