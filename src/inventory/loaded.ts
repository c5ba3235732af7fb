import { mergeVars } from '../source/merge.ts'
import { type HostNode, InventoryDraft } from './draft.ts'
import type { Inventory, InventoryGroup, InventoryHost } from './inventory.ts'
import type { VarsFiles } from './varsFiles.ts'

type Vars = Readonly<Record<string, unknown>>

/** An inventory from a settled draft. Variables are merged and members listed when they are asked for. */
export function inventoryOf(draft: InventoryDraft, files: VarsFiles, sources: readonly string[]): Inventory {
  return new LoadedInventory(draft, files, sources)
}

class LoadedInventory implements Inventory {
  readonly hosts: ReadonlyMap<string, InventoryHost>
  readonly groups: ReadonlyMap<string, InventoryGroup>
  readonly sources: readonly string[]
  readonly #draft: InventoryDraft
  readonly #files: VarsFiles

  constructor(draft: InventoryDraft, files: VarsFiles, sources: readonly string[]) {
    this.#draft = draft
    this.#files = files
    this.sources = sources
    const ranks = new GroupRanks(draft)
    this.groups = new Map([...draft.groups.keys()].map((name) => [name, new LoadedGroup(name, draft)]))
    const order = membersOf('all', draft)
    this.hosts = new Map(
      order.flatMap((name) => {
        const node = draft.hosts.get(name)
        return node === undefined ? [] : [[name, new LoadedHost(node, ranks, draft, files)]]
      }),
    )
  }

  withHost(name: string, groups: readonly string[], vars: Vars): Inventory {
    const draft = new InventoryDraft(this.#draft)
    for (const group of groups.length === 0 ? ['all'] : groups) draft.addHost(name, group, vars)
    draft.settle()
    return new LoadedInventory(draft, this.#files, this.sources)
  }
}

class LoadedGroup implements InventoryGroup {
  readonly name: string
  readonly #draft: InventoryDraft
  #hosts: readonly string[] | undefined

  constructor(name: string, draft: InventoryDraft) {
    this.name = name
    this.#draft = draft
  }

  get hosts(): readonly string[] {
    this.#hosts ??= membersOf(this.name, this.#draft)
    return this.#hosts
  }

  get children(): readonly string[] {
    return [...(this.#draft.groups.get(this.name)?.children ?? [])]
  }
}

class LoadedHost implements InventoryHost {
  readonly name: string
  readonly #node: HostNode
  readonly #ranks: GroupRanks
  readonly #draft: InventoryDraft
  readonly #files: VarsFiles
  #groups: readonly string[] | undefined
  #vars: Vars | undefined

  constructor(node: HostNode, ranks: GroupRanks, draft: InventoryDraft, files: VarsFiles) {
    this.name = node.name
    this.#node = node
    this.#ranks = ranks
    this.#draft = draft
    this.#files = files
  }

  get groups(): readonly string[] {
    this.#groups ??= this.#ranks.of(this.#node.groups)
    return this.#groups
  }

  get vars(): Vars {
    this.#vars ??= hostVars(this.#node, this.groups, this.#draft, this.#files)
    return this.#vars
  }
}

/** Merged in the order of ansible-core's VARIABLE_PRECEDENCE. */
function hostVars(node: HostNode, groups: readonly string[], draft: InventoryDraft, files: VarsFiles): Vars {
  const inline = (group: string) => draft.groups.get(group)?.vars ?? {}
  return mergeVars([
    inline('all'),
    ...groups.map(inline),
    files.besideInventory('group', 'all'),
    files.besidePlaybook('group', 'all'),
    ...groups.map((group) => files.besideInventory('group', group)),
    ...groups.map((group) => files.besidePlaybook('group', group)),
    node.vars,
    files.besideInventory('host', node.name),
    files.besidePlaybook('host', node.name),
  ])
}

/** The order in which groups' variables win: by depth, priority, then name. */
class GroupRanks {
  readonly #draft: InventoryDraft
  readonly #depths = new Map<string, number>()
  readonly #orders = new Map<string, readonly string[]>()

  constructor(draft: InventoryDraft) {
    this.#draft = draft
  }

  /** All groups above these, themselves included, without `all`. Hosts of the same groups share the answer. */
  of(direct: ReadonlySet<string>): readonly string[] {
    const key = [...direct].join('\n')
    let order = this.#orders.get(key)
    if (order === undefined) {
      const found = new Set<string>()
      for (const group of direct) this.#climb(group, found)
      found.delete('all')
      order = [...found].sort((a, b) => this.#compare(a, b))
      this.#orders.set(key, order)
    }
    return order
  }

  #climb(group: string, found: Set<string>): void {
    if (found.has(group)) return
    found.add(group)
    for (const parent of this.#draft.groups.get(group)?.parents ?? []) this.#climb(parent, found)
  }

  #compare(a: string, b: string): number {
    const byDepth = this.#depth(a) - this.#depth(b)
    if (byDepth !== 0) return byDepth
    const byPriority = this.#priority(a) - this.#priority(b)
    return byPriority !== 0 ? byPriority : a < b ? -1 : 1
  }

  #priority(group: string): number {
    return this.#draft.groups.get(group)?.priority ?? 1
  }

  #depth(group: string): number {
    const known = this.#depths.get(group)
    if (known !== undefined) return known
    const parents = [...(this.#draft.groups.get(group)?.parents ?? [])]
    const depth = parents.reduce((most, parent) => Math.max(most, this.#depth(parent) + 1), 0)
    this.#depths.set(group, depth)
    return depth
  }
}

/** Hosts of a group, then of its children level by level, each once. */
function membersOf(group: string, draft: InventoryDraft): readonly string[] {
  const hosts = new Set<string>()
  const queue = [group]
  const seen = new Set(queue)
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const node = draft.groups.get(name)
    for (const host of node?.hosts ?? []) hosts.add(host)
    for (const child of node?.children ?? []) {
      if (!seen.has(child)) queue.push(child)
      seen.add(child)
    }
  }
  return [...hosts]
}
