import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { StackError } from '../errors.ts'
import {
  type ControlContext,
  type LocalFile,
  ModuleFailure,
  type TemplateOptions,
  type Values,
} from '../modules/module.ts'
import type { Task } from '../playbook/model.ts'
import { isVaulted, type Vault } from '../source/vault.ts'
import { Undefined } from '../template/scope.ts'
import { compileTemplate } from '../template/template.ts'
import type { Templar } from '../vars/templar.ts'
import type { RunContext } from './context.ts'
import type { Prepared } from './prepared.ts'
import type { PlayRun } from './stops.ts'
import { withValues } from './taskScope.ts'

/** The controller's side of a task: files, templates and variables, for its module. */
export function taskContext(
  task: Task,
  run: PlayRun,
  prepared: Prepared,
  { world: { templar }, vault }: Pick<RunContext, 'world' | 'vault'>,
): ControlContext {
  const find = (name: string, subdirectory: string) => findFile(name, searchPath(task, run, subdirectory))
  return {
    environment: prepared.environment,
    rawArgs: prepared.rawArgs,
    vault,
    readFile: (name, subdirectory, decrypt = true) =>
      readLocal(find(name, subdirectory), decrypt ? vault : undefined),
    readTree: (name, decrypt = true) => readTree(find(name, 'files'), decrypt ? vault : undefined),
    renderTemplate: (file, options) => renderTemplate(file, options, prepared, templar),
    variable: (name) => {
      const value = prepared.scope.lookup(name)
      return value instanceof Undefined ? undefined : value
    },
    evaluate: (expression) => templar.evaluate(expression, prepared.scope, task.at),
  }
}

/** Where Ansible looks for a file of a task's: the role, the file of tasks, the playbook; each with its subdirectory first. */
export function searchPath(task: Task, run: PlayRun, subdirectory: string): string[] {
  const bases = [...(task.role === undefined ? [] : [task.role.path]), task.directory, run.play.directory]
  return [...new Set(bases.flatMap((base) => [join(base, subdirectory), base]))]
}

function findFile(name: string, directories: readonly string[]): string {
  const candidates = isAbsolute(name) ? [name] : directories.map((directory) => join(directory, name))
  const found = candidates.find((path) => statSync(path, { throwIfNoEntry: false }) !== undefined)
  if (found === undefined)
    throw new ModuleFailure(
      `could not find or access '${name}' on the controller; searched in: ${candidates.join(', ')}`,
    )
  return found
}

/** With a vault, what is encrypted arrives decrypted, as Ansible puts it on hosts. */
function readLocal(path: string, vault: Vault | undefined): LocalFile {
  try {
    const stored = readFileSync(path)
    const opens = vault !== undefined && isVaulted(stored)
    const content = opens ? vault.open(stored.toString('latin1'), path, undefined) : stored
    return { path, content, mode: statSync(path).mode & 0o7777 }
  } catch (error) {
    if (error instanceof StackError) throw error
    throw new ModuleFailure(`could not read '${path}': ${(error as Error).message}`)
  }
}

function readTree(root: string, vault: Vault | undefined): ReturnType<ControlContext['readTree']> {
  if (!statSync(root).isDirectory()) return { isDirectory: false, files: [], directories: [] }
  const files: { relative: string; file: LocalFile }[] = []
  const directories: string[] = []
  const walk = (directory: string): void => {
    for (const name of readdirSync(directory).sort()) {
      const path = join(directory, name)
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() && !lstatSync(path).isSymbolicLink()) {
        directories.push(relative(root, path))
        walk(path)
      } else files.push({ relative: relative(root, path), file: readLocal(path, vault) })
    }
  }
  walk(root)
  return { isDirectory: true, files, directories }
}

function renderTemplate(
  file: LocalFile,
  options: TemplateOptions,
  prepared: Prepared,
  templar: Templar,
): string {
  const source = file.content.toString('utf8')
  const extra: Values = {
    template_path: file.path,
    template_fullpath: file.path,
    template_uid: 'root',
    ...options.extra,
  }
  const template = compileTemplate(source, {
    at: { file: file.path, line: 1, column: 1 },
    environment: templar.environment,
    trimBlocks: options.trimBlocks,
    lstripBlocks: options.lstripBlocks,
    keepTrailingNewline: true,
    // In a file, unlike in a playbook, a string's escapes are Jinja2's.
    escapeBackslashes: false,
    ...options.marks,
  })
  const text = template.render(withValues(prepared.scope, extra))
  return options.newlineSequence === '\n' ? text : text.replaceAll(/\r\n|\r|\n/g, options.newlineSequence)
}
