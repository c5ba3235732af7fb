import { randomInt } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { StackError } from '../../errors.ts'
import { glob } from '../../inventory/patternText.ts'
import { isVaulted } from '../../source/vault.ts'
import { isPlainObject } from '../templar.ts'
import type { Lookup, LookupContext } from './lookup.ts'

/** Lookups of files on the controller. */
export const fileLookups: Readonly<Record<string, Lookup>> = {
  file: (terms, options, context) =>
    terms.map((term) => {
      const text = read(find(String(term), 'files', context), context)
      const right = options['rstrip'] === false ? text : text.trimEnd()
      return options['lstrip'] === true ? right.trimStart() : right
    }),
  template: (terms, _options, context) =>
    terms.map((term) => String(context.render(read(find(String(term), 'templates', context), context)))),
  unvault: (terms, _options, context) =>
    terms.map((term) => read(find(String(term), 'files', context), context)),
  fileglob: (terms, _options, context) => terms.flatMap((term) => fileglob(String(term), context)),
  first_found: firstFound,
  password: (terms, options, context) => terms.map((term) => password(String(term), options, context)),
}

function find(name: string, subdirectory: 'files' | 'templates' | 'vars', context: LookupContext): string {
  const candidates = isAbsolute(name)
    ? [name]
    : context.searchPath(subdirectory).map((directory) => join(directory, name))
  const found = candidates.find((path) => existsSync(path))
  if (found === undefined)
    throw new StackError(
      'file',
      `could not locate '${name}' on the controller; searched in: ${candidates.join(', ')}`,
    )
  return found
}

function read(file: string, { vault }: LookupContext): string {
  const stored = readFileSync(file)
  return isVaulted(stored)
    ? vault.openText(stored.toString('latin1'), file, { file, line: 1, column: 1 })
    : stored.toString('utf8')
}

function fileglob(pattern: string, context: LookupContext): string[] {
  const patterns = isAbsolute(pattern)
    ? [pattern]
    : context.searchPath('files').map((directory) => join(directory, pattern))
  for (const candidate of patterns) {
    const files = matching(candidate)
    if (files.length > 0) return files
  }
  return []
}

/** `*` and `?` in the last part of a path, files only, sorted. */
function matching(pattern: string): string[] {
  const directory = dirname(pattern)
  if (!existsSync(directory)) return []
  const wanted = glob(basename(pattern))
  return readdirSync(directory)
    .filter((name) => wanted.test(name) && statSync(join(directory, name)).isFile())
    .sort()
    .map((name) => join(directory, name))
}

function firstFound(
  terms: Parameters<Lookup>[0],
  options: Parameters<Lookup>[1],
  context: LookupContext,
): readonly unknown[] {
  const { files, paths, skip } = choices(terms, options)
  const candidates =
    paths.length === 0 ? files : paths.flatMap((path) => files.map((file) => join(path, file)))
  for (const candidate of candidates) {
    for (const path of isAbsolute(candidate) ? [candidate] : searched(candidate, context))
      if (existsSync(path)) return [resolve(path)]
  }
  if (skip) return []
  throw new StackError('file', `no file was found of ${candidates.join(', ')}`, {
    hint: 'set skip: true to go on without one',
  })
}

function searched(name: string, context: LookupContext): string[] {
  return (['files', 'templates', 'vars'] as const).flatMap((subdirectory) =>
    context.searchPath(subdirectory).map((directory) => join(directory, name)),
  )
}

function choices(
  terms: Parameters<Lookup>[0],
  options: Parameters<Lookup>[1],
): { files: string[]; paths: string[]; skip: boolean } {
  const all = {
    files: [...strings(options['files'])],
    paths: [...strings(options['paths'])],
    skip: options['skip'] === true,
  }
  for (const term of terms) {
    if (isPlainObject(term)) {
      const inner = choices([], term)
      all.files.push(...inner.files)
      all.paths.push(...inner.paths)
      all.skip ||= inner.skip
    } else all.files.push(...strings(term))
  }
  return all
}

function strings(value: unknown): string[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value)
    ? (value as unknown[]).map(String)
    : String(value)
        .split(/[,;]/)
        .map((part) => part.trim())
}

/** The password in a file, made and kept there at first use; `/dev/null` makes a new one each time. */
function password(term: string, options: Parameters<Lookup>[1], context: LookupContext): string {
  const [path = '', ...words] = term.split(/\s+/)
  const given = { ...options, ...Object.fromEntries(words.map((word) => word.split('=', 2))) }
  const file = isAbsolute(path) ? path : join(context.searchPath('files')[1] ?? '.', path)
  if (path !== '/dev/null' && existsSync(file))
    return readFileSync(file, 'utf8')
      .split('\n')[0]!
      .replace(/ salt=.*$/, '')
  const made = random(Number(given['length'] ?? 20), strings(given['chars'] ?? 'ascii_letters,digits,.,:-_'))
  if (path !== '/dev/null') {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, `${made}\n`, { mode: 0o600 })
  }
  return made
}

const ALPHABETS: Readonly<Record<string, string>> = {
  ascii_lowercase: 'abcdefghijklmnopqrstuvwxyz',
  ascii_uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ascii_letters: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  hexdigits: '0123456789abcdefABCDEF',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
}

function random(length: number, kinds: readonly string[]): string {
  const alphabet = [...new Set(kinds.map((kind) => ALPHABETS[kind] ?? kind).join(''))].join('')
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}
