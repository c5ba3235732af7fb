import { realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, posix, resolve } from 'node:path'
import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { iterate } from '../python/iterate.ts'
import { str } from '../python/text.ts'
import { Tuple } from '../python/value.ts'
import { globSync } from './glob.ts'

/** Filters on paths; relative ones are taken from `baseDir` where files are asked about. */
export function pathFilters(baseDir: string): ReadonlyMap<string, FilterFn> {
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(baseDir, path))
  return new Map<string, FilterFn>([
    ['basename', bind('', (value) => str(value).slice(str(value).lastIndexOf('/') + 1))],
    ['dirname', bind('', (value) => dirName(str(value)))],
    ['splitext', bind('', (value) => Tuple.make(splitExtension(str(value))))],
    [
      'path_join',
      bind('', (value) => joinPaths(typeof value === 'string' ? [value] : iterate(value).map(str))),
    ],
    ['expanduser', bind('', (value) => str(value).replace(/^~(?=\/|$)/, homedir()))],
    ['expandvars', bind('', (value) => expandVariables(str(value)))],
    ['realpath', bind('', (value) => realPath(absolute(str(value))))],
    [
      'relpath',
      bind(
        'start',
        (value, start = baseDir) => posix.relative(absolute(str(start)), absolute(str(value))) || '.',
      ),
    ],
    ['fileglob', bind('', (value) => globSync(absolute(str(value))))],
    ['win_basename', bind('', (value) => winSplit(str(value)).base)],
    ['win_dirname', bind('', (value) => winSplit(str(value)).folder)],
    ['win_splitdrive', bind('', (value) => Tuple.make(splitDrive(str(value))))],
  ])
}

function dirName(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1)
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '')
}

function splitExtension(path: string): [string, string] {
  const [, stem = path, extension = ''] = /^(.*[^/.][^/]*?)(\.[^/.]*)$/s.exec(path) ?? []
  return [stem, extension]
}

function joinPaths([first = '', ...rest]: readonly string[]): string {
  return rest.reduce((path, part) => {
    if (part.startsWith('/')) return part
    return path === '' || path.endsWith('/') ? path + part : `${path}/${part}`
  }, first)
}

function expandVariables(path: string): string {
  return path.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (all, braced?: string, bare?: string) => process.env[braced ?? bare ?? ''] ?? all,
  )
}

// The part that does not exist is kept as it is, as Python does.
function realPath(path: string): string {
  const normal = posix.normalize(path)
  try {
    return realpathSync(normal)
  } catch {
    const parent = posix.dirname(normal)
    return parent === normal ? normal : posix.join(realPath(parent), posix.basename(normal))
  }
}

function splitDrive(path: string): [string, string] {
  const [, drive = '', rest = path] = /^([A-Za-z]:|[\\/]{2}[^\\/]+[\\/][^\\/]+)?(.*)$/s.exec(path) ?? []
  return [drive, rest]
}

function winSplit(path: string): { folder: string; base: string } {
  const [drive, rest] = splitDrive(path)
  const [, head = '', base = ''] = /^(.*[\\/])?([^\\/]*)$/s.exec(rest) ?? []
  return { folder: drive + (head.replace(/[\\/]+$/, '') || head), base }
}
