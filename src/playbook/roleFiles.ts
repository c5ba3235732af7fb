import { readdirSync, statSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { mergeVars } from '../source/merge.ts'
import type { Position } from '../source/position.ts'
import { isRecord, kindOf } from '../source/record.ts'
import type { YamlFile } from '../source/yaml.ts'
import type { Vars } from './model.ts'
import type { Reading } from './reading.ts'

/** Where a role's files are read for. */
export interface RoleFileRequest {
  readonly role: string
  readonly directory: string
  /** Of what names the role, for errors that have no better place. */
  readonly at: Position | undefined
  readonly path: string
}

/** `tasks/main.yml` and its like, or the named file in place of `main`; undefined when the role has none. */
export function roleFile(
  request: RoleFileRequest,
  subdirectory: 'tasks' | 'handlers' | 'meta',
  entry: string,
  reading: Reading,
): YamlFile | undefined {
  const [path] = entryPaths(request, subdirectory, entry, false, reading)
  return path === undefined ? undefined : readRoleYaml(path, request, reading)
}

/** A role's `vars` or `defaults`: one file, or all those of a directory `main/`. */
export function roleVars(
  request: RoleFileRequest,
  subdirectory: 'vars' | 'defaults',
  entry: string,
  reading: Reading,
): Vars {
  const layers = entryPaths(request, subdirectory, entry, true, reading).flatMap((path) => {
    const file = readRoleYaml(path, request, reading)
    if (file === undefined || file.value === null) return []
    if (isRecord(file.value)) return [file.value]
    reading.faults.add('type', `a variables file must be a mapping, not ${kindOf(file.value)}`, {
      at: file.at,
    })
    return []
  })
  return mergeVars(layers)
}

/** Of a file that a role may have under several extensions; the path of the one it has. */
export function optionalRoleFile(directory: string, name: string): string | undefined {
  return ['.yml', '.yaml', '.json'].map((extension) => join(directory, name + extension)).find(isFile)
}

function readRoleYaml(path: string, request: RoleFileRequest, reading: Reading): YamlFile | undefined {
  const file = reading.faults.attempt(() => reading.files.read(path, request.at), { path: request.path })
  return file
}

function entryPaths(
  request: RoleFileRequest,
  subdirectory: string,
  entry: string,
  allowDirectory: boolean,
  reading: Reading,
): string[] {
  const directory = join(request.directory, subdirectory)
  const extensions = entry === 'main' ? ['.yml', '.yaml', '.json', ''] : ['', '.yml', '.yaml', '.json']
  for (const path of extensions.map((extension) => join(directory, entry + extension))) {
    if (relative(directory, path).startsWith('..')) continue
    if (isFile(path)) return [path]
    if (allowDirectory && isDirectory(path)) return filesBelow(path)
  }
  if (entry !== 'main') {
    reading.faults.add('file', `the role ${request.role} has no file ${subdirectory}/${entry}`, {
      at: request.at,
      path: request.path,
      hint: `looked in ${directory}`,
    })
  }
  return []
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory)
    .sort()
    .filter((name) => !name.startsWith('.') && !name.endsWith('~'))
    .flatMap((name) => {
      const path = join(directory, name)
      if (isDirectory(path)) return extname(name) === '' ? filesBelow(path) : []
      return ['', '.yml', '.yaml', '.json'].includes(extname(name)) ? [path] : []
    })
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
