import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { RoleContext } from './model.ts'

/** From where a task's files are searched. */
export interface SearchFrom {
  readonly directory: string
  readonly role: RoleContext | undefined
  readonly playDirectory: string
}

/**
 * The paths at which Ansible would look for a file, in order: below the role, beside the file that names
 * it, beside the playbook; in each place first in the subdirectory for its kind.
 */
export function searchPaths(name: string, subdirectory: string, from: SearchFrom): string[] {
  const path = expandHome(name)
  if (isAbsolute(path)) return [resolve(path)]
  const role = from.role === undefined ? [] : [from.role.path, join(from.role.path, 'tasks')]
  const bases = [...role, from.directory, from.playDirectory]
  const places = bases.flatMap((base) => [join(base, subdirectory, path), join(base, path)])
  return [...new Set(places)]
}

/** Paths of an imported or included task file: beside the file that names it first. */
export function taskFilePaths(name: string, handlers: boolean, from: SearchFrom): string[] {
  const path = expandHome(name)
  if (isAbsolute(path)) return [resolve(path)]
  const kind = handlers ? 'handlers' : 'tasks'
  const role = from.role === undefined ? [] : [join(from.role.path, kind), from.role.path]
  const bases = [from.directory, ...role, from.playDirectory, join(from.playDirectory, kind)]
  return [...new Set(bases.map((base) => join(base, path)))]
}

/** The first of these paths that is a file (or, if asked for, a directory). */
export function firstThatExists(
  paths: readonly string[],
  kind: 'file' | 'directory' = 'file',
): string | undefined {
  return paths.find((path) => {
    const stat = statSync(path, { throwIfNoEntry: false })
    return kind === 'file' ? (stat?.isFile() ?? false) : (stat?.isDirectory() ?? false)
  })
}

export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
}
