import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { StackError, StackErrors } from '../../src/errors.ts'
import { findModule, moduleNames } from '../../src/modules/registry.ts'
import { playbookSource } from '../../src/playbook/load.ts'
import type { Ancestry, Play, Playbook, PlaybookSource, Task, TaskNode } from '../../src/playbook/model.ts'
import { NO_VAULT } from '../../src/source/vault.ts'
import { ansibleEnvironment } from '../../src/template/ansible.ts'
import { Templar } from '../../src/vars/templar.ts'

/** Files in a directory of their own, which goes when the test is over. */
export class Project {
  readonly directory: string

  constructor(files: Readonly<Record<string, string>>) {
    this.directory = mkdtempSync(join(tmpdir(), 'stack-project-'))
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true })
      // A character above U+007F that stands for a byte, so that a test can write what is no UTF-8.
      writeFileSync(this.path(name), text.includes('\u00ff') ? Buffer.from(text, 'latin1') : text)
    }
  }

  path(name: string): string {
    return join(this.directory, name)
  }

  remove(): void {
    rmSync(this.directory, { recursive: true })
  }

  source(extraVars: Readonly<Record<string, unknown>> = {}): PlaybookSource {
    return sourceWith(extraVars)
  }

  load(extraVars: Readonly<Record<string, unknown>> = {}): Playbook {
    const [playbook] = sourceWith(extraVars).load([this.path('site.yml')])
    if (playbook === undefined) throw new Error('no playbook was loaded')
    return playbook
  }
}

export function sourceWith(extraVars: Readonly<Record<string, unknown>>): PlaybookSource {
  const environment = ansibleEnvironment({ lookups: () => [], now: () => new Date(0), baseDir: '/' })
  return playbookSource({
    findModule,
    moduleNames,
    extraVars,
    vault: NO_VAULT,
    templar: new Templar(environment),
    rolesPath: [],
    collectionsPath: [],
  })
}

/** What a call throws, as a list of errors. */
export function errorsOf(run: () => unknown): readonly StackError[] {
  try {
    run()
  } catch (error) {
    if (error instanceof StackErrors) return error.errors
    if (error instanceof StackError) return [error]
    throw error
  }
  return []
}

export function tasksOf(nodes: readonly TaskNode[]): Task[] {
  return nodes.flatMap((node) =>
    node.kind === 'task' ? [node] : tasksOf([...node.block, ...node.rescue, ...node.always]),
  )
}

/** All tasks of a play as `ansible-playbook --list-tasks --list-tags` shows them: `role : name [tags]`. */
export function listTasks(play: Play): string[] {
  const nodes = [...play.preTasks, ...play.roleTasks, ...play.tasks, ...play.postTasks]
  return tasksOf(nodes).map((task) => {
    const prefix = task.role === undefined ? '' : `${task.role.name} : `
    return `${prefix}${task.name ?? task.action} [${tagsOf(task).join(', ')}]`
  })
}

function tagsOf(task: Task): string[] {
  const tags = new Set(task.keywords.tags)
  for (let level: Ancestry | undefined = task.inherited; level !== undefined; level = level.parent) {
    for (const tag of level.keywords.tags ?? []) tags.add(tag)
  }
  return [...tags].sort()
}
