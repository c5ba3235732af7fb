import type { Faults } from '../source/faults.ts'
import { mergeVars } from '../source/merge.ts'
import { keyPositionOf, type Position, positionOf } from '../source/position.ts'
import { kindOf } from '../source/record.ts'
import type { YamlFiles } from '../source/yamlFiles.ts'
import { importAction } from './actionNames.ts'
import { checkKeywords, unknownKeyword } from './checkKeys.ts'
import { checkNotified } from './checkNotified.ts'
import { checkKeywordTexts } from './checkTexts.ts'
import { findKeyword } from './keywords.ts'
import type { Ancestry, Play, SharedKeywords, TaskNode, Vars } from './model.ts'
import { readNodes } from './nodes.ts'
import { checkPlayChoices, fixedVarsFiles, promptsOf, varsFilesOf } from './playParts.ts'
import type { Reading, Site, SourceOptions } from './reading.ts'
import { dropRepeated } from './repeatedRoles.ts'
import { roleEntry } from './roleEntry.ts'
import { PlayRoles } from './roles.ts'
import { listFrom, sharedKeywords } from './sharedKeywords.ts'

/** What an `import_playbook` adds to the plays it brings. */
export interface PlayAdditions {
  readonly vars: Vars
  readonly tags: readonly string[]
  readonly when: readonly unknown[]
}

/** A play with what reading its dynamic includes needs. */
export interface ReadPlay {
  readonly play: Play
  readonly root: Ancestry
  readonly reading: Reading
  readonly roles: PlayRoles
}

/** A play of a playbook as written, its roles and static imports expanded. Faults are collected. */
export function readPlay(
  value: Vars,
  directory: string,
  additions: PlayAdditions,
  state: { readonly options: SourceOptions; readonly faults: Faults; readonly files: YamlFiles },
): ReadPlay | undefined {
  const { options, faults, files } = state
  const path = playPath(value)
  if (!checkPlayKeys(value, path, options, faults)) return undefined
  const hosts = hostsOf(value, path, faults)
  checkPlayChoices(value, path, faults)
  const keywords = playKeywords(value, additions)
  const roles = new PlayRoles()
  const root: Ancestry = { keywords: withoutVars(keywords) }
  const reading: Reading = {
    options,
    faults,
    files,
    playDirectory: directory,
    playVars: mergeVars([keywords.vars ?? {}, ...fixedVarsFiles(value, directory, faults, options.vault)]),
    roles,
    checkedIncludes: new Set(),
    dynamicHandlers: false,
  }
  checkKeywordTexts(value, path, reading)
  const site: Site = { directory, ancestry: root, role: undefined, path, handlers: false, importing: [] }
  const tasks = (key: string) => readNodes(value[key], positionOf(value, key), site, reading)
  const first = Object.keys(value)[0] ?? ''
  const play: Play = {
    at: keyPositionOf(value, first) ?? NOWHERE,
    name: typeof value['name'] === 'string' ? value['name'] : hosts.map(String).join(','),
    hosts,
    hostsAt: positionOf(value, 'hosts') ?? NOWHERE,
    keywords: root.keywords,
    vars: keywords.vars ?? {},
    varsFiles: varsFilesOf(value, directory, path, faults),
    varsPrompt: promptsOf(value, path, faults),
    gatherFacts: value['gather_facts'] ?? undefined,
    gatherSubset: value['gather_subset'] ?? undefined,
    serial: value['serial'] ?? undefined,
    strategy: value['strategy'] ?? undefined,
    order: value['order'] ?? undefined,
    maxFailPercentage: value['max_fail_percentage'] ?? undefined,
    forceHandlers: value['force_handlers'] ?? undefined,
    preTasks: tasks('pre_tasks'),
    roleTasks: dropRepeated(roleTasks(value, roles, site, reading)),
    tasks: tasks('tasks'),
    postTasks: tasks('post_tasks'),
    handlers: readNodes(
      value['handlers'],
      positionOf(value, 'handlers'),
      { ...site, handlers: true },
      reading,
    ),
    roles: roles.contexts,
    directory,
  }
  checkNotified(play, path, reading)
  return { play, root, reading, roles }
}

const NOWHERE: Position = { file: '', line: 1, column: 1 }

function playPath(value: Vars): string {
  const name = value['name'] ?? value['hosts']
  return typeof name === 'string' ? `play "${name}"` : 'play'
}

function checkPlayKeys(value: Vars, path: string, options: SourceOptions, faults: Faults): boolean {
  const keys = Object.keys(value)
  const known = keys.filter((key) => findKeyword(key) !== undefined)
  const action = keys.find((key) => options.findModule(key) ?? importAction(key))
  if (action !== undefined && !Object.hasOwn(value, 'hosts')) {
    faults.add('type', `a task (${action}) stands where a play belongs`, {
      at: keyPositionOf(value, action),
      hint: `put it under 'tasks:' of a play that says 'hosts:'`,
    })
    return false
  }
  checkKeywords(value, 'play', known, path, faults)
  for (const key of keys) {
    if (!known.includes(key)) unknownKeyword(value, key, 'play', path, faults)
  }
  return true
}

function hostsOf(value: Vars, path: string, faults: Faults): readonly unknown[] {
  const at = positionOf(value, 'hosts') ?? positionOf(value)
  if (!Object.hasOwn(value, 'hosts')) {
    faults.add('type', `the play has no 'hosts'`, {
      at,
      path,
      hint: `say where it runs, such as 'hosts: all'`,
    })
    return []
  }
  const hosts = listFrom(value, 'hosts')
  if (hosts.length === 0 || hosts.includes('')) {
    faults.add('type', `'hosts' is empty`, { at, path, hint: `say where it runs, such as 'hosts: all'` })
  }
  const odd = hosts.findIndex((host) => typeof host !== 'string')
  if (odd >= 0) {
    faults.add('type', `'hosts' must be text or a list of texts, not ${kindOf(hosts[odd])}`, {
      at: positionOf(hosts, odd) ?? at,
      path: `${path} / hosts`,
    })
  }
  return hosts
}

function playKeywords(value: Vars, additions: PlayAdditions): SharedKeywords {
  const own = sharedKeywords(value)
  const remoteUser = value['remote_user'] ?? value['user']
  const tags = [...new Set([...(own.tags ?? []), ...additions.tags])]
  return {
    ...own,
    ...(remoteUser === undefined || remoteUser === null ? {} : { remoteUser }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(additions.when.length === 0 ? {} : { when: additions.when }),
    vars: additionsOver(own.vars, additions.vars),
  }
}

function additionsOver(own: Vars | undefined, added: Vars): Vars {
  return Object.keys(added).length === 0 ? (own ?? {}) : mergeVars([own ?? {}, added])
}

/** The play's variables rank below those of its blocks and tasks, so they are no level of theirs. */
function withoutVars(keywords: SharedKeywords): SharedKeywords {
  const { vars: _vars, ...rest } = keywords
  return rest
}

function roleTasks(value: Vars, roles: PlayRoles, site: Site, reading: Reading): readonly TaskNode[] {
  const list = value['roles']
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown, index) => {
    const at = positionOf(list, index)
    const entry = roleEntry(item, at, `${site.path} / roles`, reading)
    return entry === undefined ? [] : roles.use(entry, site, reading)
  })
}
