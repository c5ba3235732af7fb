import { dirname, join } from 'node:path'
import { mergeVars } from '../source/merge.ts'
import type { Position } from '../source/position.ts'
import { argumentTask } from './argumentTask.ts'
import { checkTemplates } from './checkTemplates.ts'
import type { Block, RoleContext, TaskNode, Vars } from './model.ts'
import { readNodes } from './nodes.ts'
import type { Reading, RoleRequest, RoleUse, Site } from './reading.ts'
import type { RoleEntry } from './roleEntry.ts'
import { type RoleFileRequest, roleFile, roleVars } from './roleFiles.ts'
import { type RoleMeta, roleMeta } from './roleMeta.ts'
import { findRole } from './roleSearch.ts'
import { staticText } from './staticText.ts'

/** A role in use, with what only its dependents and dependencies need to know. */
interface LoadedRole {
  readonly context: RoleContext
  readonly entryVars: Vars
  readonly ownVars: Vars
  readonly ownDefaults: Vars
  readonly ownParams: Vars
  /** The roles that lead here, outermost first. */
  readonly chain: readonly LoadedRole[]
  readonly dependencies: readonly LoadedRole[]
}

type Draft<T> = { -readonly [K in keyof T]: T[K] }

/** The roles of one play. */
export class PlayRoles implements RoleUse {
  /** In the order in which they were used, dependencies first. */
  readonly contexts: RoleContext[] = []
  readonly #loaded = new WeakMap<RoleContext, LoadedRole>()
  readonly #identities = new Set<string>()

  /** An entry of `roles:` as one block, its dependencies first in it. */
  use(entry: RoleEntry, site: Site, reading: Reading): readonly TaskNode[] {
    const role = this.#load(entry, [], site, reading)
    return role === undefined ? [] : [role.block]
  }

  importRole(request: RoleRequest, site: Site, reading: Reading): readonly TaskNode[] {
    const loaded = this.#byTask(request, site, reading)
    return loaded === undefined ? [] : [loaded.block]
  }

  fresh(): PlayRoles {
    return new PlayRoles()
  }

  /** As `importRole`, with the role's context. */
  includeRole(
    request: RoleRequest,
    site: Site,
    reading: Reading,
  ): { readonly nodes: readonly TaskNode[]; readonly role: RoleContext } | undefined {
    const loaded = this.#byTask(request, site, reading)
    return loaded === undefined ? undefined : { nodes: [loaded.block], role: loaded.role.context }
  }

  #byTask(request: RoleRequest, site: Site, reading: Reading) {
    const parent = site.role === undefined ? undefined : this.#loaded.get(site.role)
    const chain = parent === undefined ? [] : [...parent.chain, parent]
    const entry = {
      name: request.name,
      at: request.at,
      keywords: {},
      vars: {},
      params: {},
      files: request.files,
      validate: request.validate,
      byTask: true,
      allowDuplicates: request.allowDuplicates,
    }
    return this.#load(entry, chain, site, reading)
  }

  #load(
    entry: RoleEntry,
    chain: readonly LoadedRole[],
    site: Site,
    reading: Reading,
  ): { readonly role: LoadedRole; readonly block: Block } | undefined {
    const name = staticText(entry.name, 'the role', entry.at, site, reading)
    if (name === undefined) return undefined
    const owner = chain.at(-1)?.context.path
    const beside = owner === undefined ? undefined : dirname(owner)
    const found = findRole(name, entry.at, site.path, beside, reading)
    if (found === undefined || this.#isCircle(found.directory, entry, chain, site, reading)) return undefined
    const path = `${site.path} / role ${found.name}`
    const request: RoleFileRequest = { role: found.name, directory: found.directory, at: entry.at, path }
    return this.#read(entry, request, chain, { ...site, path }, reading)
  }

  #isCircle(
    directory: string,
    entry: RoleEntry,
    chain: readonly LoadedRole[],
    site: Site,
    reading: Reading,
  ): boolean {
    // A role may use another of its own entry points; only the same one leads round for ever.
    const mark = `${directory}#${entry.files.tasks}`
    if (!site.importing.includes(mark)) return false
    const names = [...chain.map((role) => role.context.name), String(entry.name)]
    reading.faults.add('type', `the role ${String(entry.name)} needs itself: ${names.join(' → ')}`, {
      at: entry.at,
      path: site.path,
      hint: 'remove one of these dependencies',
    })
    return true
  }

  #read(
    entry: RoleEntry,
    request: RoleFileRequest,
    chain: readonly LoadedRole[],
    site: Site,
    reading: Reading,
  ): { readonly role: LoadedRole; readonly block: Block } {
    const meta = roleMeta(request, reading)
    const context = draftContext(entry, request, meta, chain)
    const handlers: TaskNode[] = []
    context.handlers = handlers
    const role: Draft<LoadedRole> = {
      context,
      entryVars: entry.vars,
      ownVars: roleVars(request, 'vars', entry.files.vars, reading),
      ownDefaults: roleVars(request, 'defaults', entry.files.defaults, reading),
      ownParams: entry.params,
      chain,
      dependencies: [],
    }
    this.#loaded.set(context, role)
    const inner: Site = {
      ...site,
      ancestry: { keywords: entry.keywords, parent: site.ancestry },
      role: context,
      handlers: false,
      importing: [...site.importing, `${request.directory}#${entry.files.tasks}`],
    }
    checkTemplates(role.ownVars, entry.at, `${request.path} / vars`, reading)
    checkTemplates(role.ownDefaults, entry.at, `${request.path} / defaults`, reading)
    rankVars(role, context)
    const dependencies = meta.dependencies.flatMap((dependency) => {
      const loaded = this.#load(dependency, [...chain, role], inner, reading)
      return loaded === undefined ? [] : [loaded]
    })
    role.dependencies = dependencies.map((dependency) => dependency.role)
    rankVars(role, context)
    this.contexts.push(context)
    // A role that is used twice in the same way has its handlers once.
    const identity = identityOf(entry, context)
    if (!this.#identities.has(identity)) {
      const site = { ...inner, handlers: true }
      handlers.push(...listIn('handlers', entry.files.handlers, request, site, reading))
    }
    this.#identities.add(identity)
    const tasks = listIn('tasks', entry.files.tasks, request, inner, reading)
    const validation = entry.validate ? argumentTask(entry, meta, inner, reading) : []
    const nodes = [...dependencies.map((dependency) => dependency.block), ...validation, ...tasks]
    return { role, block: roleBlock(entry, context, site, nodes) }
  }
}

function listIn(
  kind: 'tasks' | 'handlers',
  file: string,
  request: RoleFileRequest,
  site: Site,
  reading: Reading,
): readonly TaskNode[] {
  const read = roleFile(request, kind, file, reading)
  if (read === undefined) return []
  return readNodes(read.value, read.at, { ...site, directory: dirname(read.at.file) }, reading)
}

function draftContext(
  entry: RoleEntry,
  request: RoleFileRequest,
  meta: RoleMeta,
  chain: readonly LoadedRole[],
): Draft<RoleContext> {
  return {
    name: request.role,
    path: request.directory,
    defaults: {},
    vars: {},
    params: {},
    handlers: [],
    parents: chain.map((role) => role.context.name).toReversed(),
    allowDuplicates: entry.byTask ? entry.allowDuplicates : meta.allowDuplicates,
  }
}

/** What a role sees of the roles around it: ansible-core's `Role.get_vars` and `get_default_vars`. */
function rankVars(role: LoadedRole, context: Draft<RoleContext>): void {
  const below = role.dependencies.flatMap(withDependencies)
  context.defaults = mergeVars([
    ...below.map((one) => one.ownDefaults),
    ...role.chain.map((one) => one.ownDefaults),
    role.ownDefaults,
  ])
  context.vars = mergeVars([
    ...role.chain.flatMap((one) => [one.entryVars, one.ownVars]),
    ...below.flatMap((one) => [one.entryVars, one.ownVars, one.ownParams]),
    role.entryVars,
    role.ownVars,
  ])
  context.params = mergeVars([...role.chain.map((one) => one.ownParams), role.ownParams])
}

function withDependencies(role: LoadedRole): LoadedRole[] {
  return [...role.dependencies.flatMap(withDependencies), role]
}

function roleBlock(entry: RoleEntry, context: RoleContext, site: Site, nodes: readonly TaskNode[]): Block {
  const nowhere: Position = { file: join(context.path, 'tasks'), line: 1, column: 1 }
  return {
    kind: 'block',
    at: entry.at ?? nowhere,
    name: undefined,
    keywords: entry.keywords,
    inherited: site.ancestry,
    role: context,
    directory: join(context.path, 'tasks'),
    block: nodes,
    rescue: [],
    always: [],
    ...(context.allowDuplicates ? {} : { completes: identityOf(entry, context) }),
  }
}

/** Two uses of a role are the same when all that could tell them apart is (ansible-core's `hash_params`). */
function identityOf(entry: RoleEntry, context: RoleContext): string {
  const { when, tags } = entry.keywords
  const telling = [context.path, when ?? [], tags ?? [], entry.vars, entry.params, entry.files, entry.byTask]
  return JSON.stringify(telling, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
