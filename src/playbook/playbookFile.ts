import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Faults } from '../source/faults.ts'
import { mergeVars } from '../source/merge.ts'
import { keyPositionOf, type Position, positionOf } from '../source/position.ts'
import { isRecord, kindOf } from '../source/record.ts'
import type { YamlFiles } from '../source/yamlFiles.ts'
import { importAction } from './actionNames.ts'
import { checkKeywords, unknownKeyword } from './checkKeys.ts'
import { expandHome, firstThatExists } from './findFile.ts'
import { findKeyword } from './keywords.ts'
import type { Vars } from './model.ts'
import { type PlayAdditions, type ReadPlay, readPlay } from './play.ts'
import type { SourceOptions } from './reading.ts'
import { PlayRoles } from './roles.ts'
import { listFrom, tagsOf, varsOf } from './sharedKeywords.ts'
import { staticText } from './staticText.ts'

/** The plays of a playbook file, those of its `import_playbook`s included. Faults are collected. */
export function readPlaybook(
  file: string,
  options: SourceOptions,
  files: YamlFiles,
  faults: Faults,
): readonly ReadPlay[] {
  return readFile(resolve(file), undefined, NOTHING, [], { options, faults, files, shown: file })
}

const NOTHING: PlayAdditions = { vars: {}, tags: [], when: [] }

interface State {
  readonly options: SourceOptions
  readonly faults: Faults
  readonly files: YamlFiles
  /** The file as the user wrote it, for messages. */
  readonly shown: string
}

function readFile(
  file: string,
  at: Position | undefined,
  additions: PlayAdditions,
  importing: readonly string[],
  state: State,
): readonly ReadPlay[] {
  const { faults, shown } = state
  if (importing.includes(file)) {
    faults.add('type', `the playbook ${shown} imports itself`, { at, hint: 'remove this import' })
    return []
  }
  const read = faults.attempt(() => state.files.read(shown, at))
  if (read === undefined) return []
  const { value } = read
  if (!Array.isArray(value)) {
    const [message, hint] =
      value === null
        ? ['the playbook is empty', undefined]
        : [`a playbook must be a list of plays, not ${kindOf(value)}`, `begin every play with '- '`]
    faults.add('type', message, { at: read.at, hint })
    return []
  }
  return value.flatMap((entry: unknown, index) => {
    if (isRecord(entry)) return readEntry(entry, file, additions, [...importing, file], state)
    faults.add('type', `a play must be a mapping, not ${kindOf(entry)}`, { at: positionOf(value, index) })
    return []
  })
}

function readEntry(
  entry: Vars,
  file: string,
  additions: PlayAdditions,
  importing: readonly string[],
  state: State,
): readonly ReadPlay[] {
  const key = Object.keys(entry).find((name) => importAction(name) === 'import_playbook')
  if (key !== undefined) return importPlaybook(entry, key, file, additions, importing, state)
  const read = readPlay(entry, dirname(file), additions, state)
  return read === undefined ? [] : [read]
}

function importPlaybook(
  entry: Vars,
  key: string,
  file: string,
  outer: PlayAdditions,
  importing: readonly string[],
  state: State,
): readonly ReadPlay[] {
  const { faults } = state
  const path = 'import_playbook'
  const names = Object.keys(entry).filter((name) => name !== key)
  const known = names.filter((name) => findKeyword(name) !== undefined)
  checkKeywords(entry, 'import_playbook', known, path, faults)
  for (const name of names) {
    if (!known.includes(name)) unknownKeyword(entry, name, 'import_playbook', path, faults)
  }
  const additions: PlayAdditions = {
    vars: mergeVars([varsOf(entry['vars']), outer.vars]),
    tags: [...outer.tags, ...(entry['tags'] === undefined ? [] : tagsOf(entry['tags']))],
    when: [...outer.when, ...listFrom(entry, 'when')],
  }
  const at = positionOf(entry, key) ?? keyPositionOf(entry, key)
  const name = importedName(entry[key], at, additions, file, state)
  if (name === undefined) return []
  const target = isAbsolute(name) ? name : join(dirname(file), expandHome(name))
  if (firstThatExists([target]) === undefined) {
    faults.add('file', `there is no playbook ${name}`, { at, path, hint: `looked for ${target}` })
    return []
  }
  const shown = isAbsolute(name) ? name : join(dirname(state.shown), name)
  return readFile(resolve(target), at, additions, importing, { ...state, shown })
}

function importedName(
  value: unknown,
  at: Position | undefined,
  additions: PlayAdditions,
  file: string,
  state: State,
): string | undefined {
  const directory = dirname(file)
  const site = {
    directory,
    ancestry: { keywords: {} },
    role: undefined,
    path: 'import_playbook',
    handlers: false,
    importing: [],
  }
  return staticText(value, 'the imported playbook', at, site, {
    options: state.options,
    faults: state.faults,
    playDirectory: directory,
    playVars: additions.vars,
    roles: new PlayRoles(),
    files: state.files,
    checkedIncludes: new Set(),
    dynamicHandlers: false,
  })
}
