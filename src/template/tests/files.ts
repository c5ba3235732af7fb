import { lstatSync, type Stats, statSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import { bind } from '../bind.ts'
import type { TestFn } from '../environment.ts'
import { str } from '../python/text.ts'

/** Tests of files on this machine; relative paths are taken from `baseDir`. */
export function fileTests(baseDir: string): ReadonlyMap<string, TestFn> {
  const at = (value: unknown) => resolve(baseDir, str(value))
  const of = (holds: (path: string) => boolean) => bind('', (value) => holds(at(value)))
  const both = (name: string, test: TestFn): [string, TestFn][] => [
    [name, test],
    [`is_${name}`, test],
  ]
  const dir = of((path) => stat(path)?.isDirectory() ?? false)
  const same = bind('other', (value, other) => isSame(stat(at(value)), stat(at(other))))
  return new Map<string, TestFn>([
    ['directory', dir],
    ['is_dir', dir],
    ...both(
      'file',
      of((path) => stat(path)?.isFile() ?? false),
    ),
    ...both(
      'link',
      of((path) => linkStat(path)?.isSymbolicLink() ?? false),
    ),
    ['exists', of((path) => stat(path) !== undefined)],
    ['link_exists', of((path) => linkStat(path) !== undefined)],
    ...both(
      'abs',
      bind('', (value) => isAbsolute(str(value))),
    ),
    ...both('mount', of(isMount)),
    ['same_file', same],
    ['is_same_file', same],
  ])
}

function stat(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}

function linkStat(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

function isSame(a: Stats | undefined, b: Stats | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}

function isMount(path: string): boolean {
  const own = linkStat(path)
  const parent = stat(dirname(path))
  if (own === undefined || parent === undefined || own.isSymbolicLink()) return false
  return own.dev !== parent.dev || own.ino === parent.ino
}
