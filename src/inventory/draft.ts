import { StackError } from '../errors.ts'
import { mergeVars } from '../source/merge.ts'
import type { Position } from '../source/position.ts'

type Vars = Readonly<Record<string, unknown>>

export interface HostNode {
  readonly name: string
  /** Groups that name it directly. */
  readonly groups: ReadonlySet<string>
  readonly vars: Vars
}

export interface GroupNode {
  readonly name: string
  readonly parents: Set<string>
  readonly children: Set<string>
  /** Hosts named in it directly. */
  readonly hosts: Set<string>
  vars: Vars
  /** `ansible_group_priority`: among groups of one depth the higher wins. */
  priority: number
}

/** An inventory being read: hosts and groups as they are named, by several sources one after the other. */
export class InventoryDraft {
  readonly hosts: Map<string, HostNode>
  readonly groups: Map<string, GroupNode>

  constructor(from?: InventoryDraft) {
    this.hosts = new Map(from?.hosts)
    this.groups = new Map([...(from?.groups ?? [])].map(([name, group]) => [name, copyGroup(group)]))
    this.addGroup('all')
    this.addChild('all', this.addGroup('ungrouped').name)
  }

  addGroup(name: string): GroupNode {
    const known = this.groups.get(name)
    if (known !== undefined) return known
    const group: GroupNode = {
      name,
      parents: new Set(),
      children: new Set(),
      hosts: new Set(),
      vars: {},
      priority: 1,
    }
    this.groups.set(name, group)
    return group
  }

  /** @throws StackError `type` when the child is the parent or stands above it */
  addChild(parent: string, child: string, at?: Position): void {
    if (parent === child || this.#isAbove(child, parent)) {
      throw new StackError('type', `the group ${child} cannot be inside ${parent}: that is a circle`, {
        at,
        hint: parent === child ? undefined : `${parent} is inside ${child} already`,
      })
    }
    this.addGroup(parent).children.add(child)
    this.addGroup(child).parents.add(parent)
  }

  /** Adds a host to a group; variables given again win over earlier ones. */
  addHost(name: string, group: string, vars: Vars): void {
    const known = this.hosts.get(name)
    this.hosts.set(name, {
      name,
      groups: new Set(known?.groups).add(group),
      vars: known === undefined ? vars : mergeVars([known.vars, vars]),
    })
    this.addGroup(group).hosts.add(name)
  }

  /** @throws StackError `type` for a priority that is no whole number */
  setGroupVars(name: string, vars: Vars, at?: Position): void {
    const { ansible_group_priority: priority, ...rest } = vars
    const group = this.addGroup(name)
    group.vars = mergeVars([group.vars, priority === undefined ? vars : rest])
    if (priority === undefined) return
    if (!/^\s*-?\d+\s*$/.test(String(priority))) {
      throw new StackError('type', 'ansible_group_priority must be a whole number', { at })
    }
    group.priority = Number(priority)
  }

  /** Ansible's rules at the end: every group is below `all`; hosts of no other group are in `ungrouped`. */
  settle(): void {
    for (const group of this.groups.values()) {
      if (group.name !== 'all' && group.parents.size === 0) this.addChild('all', group.name)
    }
    const ungrouped = this.addGroup('ungrouped')
    for (const host of this.hosts.values()) this.#settleHost(host, ungrouped)
  }

  #settleHost(host: HostNode, ungrouped: GroupNode): void {
    const grouped = [...host.groups].some((group) => group !== 'all' && group !== 'ungrouped')
    if (grouped === !host.groups.has('ungrouped')) return
    const groups = new Set(host.groups)
    if (grouped) {
      groups.delete('ungrouped')
      ungrouped.hosts.delete(host.name)
    } else {
      groups.add('ungrouped')
      ungrouped.hosts.add(host.name)
    }
    this.hosts.set(host.name, { ...host, groups })
  }

  #isAbove(upper: string, lower: string): boolean {
    const parents = this.groups.get(lower)?.parents ?? new Set<string>()
    return parents.has(upper) || [...parents].some((parent) => this.#isAbove(upper, parent))
  }
}

function copyGroup(group: GroupNode): GroupNode {
  return {
    ...group,
    parents: new Set(group.parents),
    children: new Set(group.children),
    hosts: new Set(group.hosts),
  }
}
