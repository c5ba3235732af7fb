import type { Faults } from '../source/faults.ts'
import { mergeVars } from '../source/merge.ts'
import { nearest } from '../source/nearest.ts'
import { keyPositionOf, type Position, positionOf } from '../source/position.ts'
import { isRecord } from '../source/record.ts'
import type { Vault } from '../source/vault.ts'
import { singleYaml } from '../source/yaml.ts'
import type { InventoryDraft } from './draft.ts'
import { expandHosts } from './hostNames.ts'

/** Adds what a YAML inventory says to the draft; faults are collected. */
export function readYamlInventory(
  text: string,
  file: string,
  draft: InventoryDraft,
  faults: Faults,
  hostVars: Vars,
  vault: Vault,
): void {
  const read = faults.attempt(() => singleYaml(text, file, vault))
  if (read === undefined) return
  faults.warnings.push(...read.warnings)
  const reader = new YamlInventory(draft, faults, hostVars)
  reader.top(read.value, read.at)
}

type Vars = Readonly<Record<string, unknown>>

const SECTIONS = ['hosts', 'children', 'vars'] as const
const HOSTS_HINT = "write each host as a key, with a colon behind it: 'web1:'"

class YamlInventory {
  readonly #draft: InventoryDraft
  readonly #faults: Faults
  readonly #hostVars: Vars

  constructor(draft: InventoryDraft, faults: Faults, hostVars: Vars) {
    this.#draft = draft
    this.#faults = faults
    this.#hostVars = hostVars
  }

  top(value: unknown, at: Position): void {
    if (value === null) {
      this.#faults.add('type', 'the inventory is empty', { at })
      return
    }
    if (!isRecord(value)) {
      const hint = Array.isArray(value) ? 'it is a list: is it a playbook?' : undefined
      this.#faults.add('type', 'an inventory must be a mapping of groups', { at, hint })
      return
    }
    if ('plugin' in value) {
      this.#faults.add('type', 'inventory plugins are not supported', {
        at: keyPositionOf(value, 'plugin'),
        hint: 'write their result to a file with: ansible-inventory --list --yaml',
      })
      return
    }
    for (const name of Object.keys(value)) this.#group(name, value)
  }

  #group(name: string, parent: Vars): void {
    const value = parent[name]
    const at = keyPositionOf(parent, name)
    this.#draft.addGroup(name)
    if (value === null) return
    if (!isRecord(value)) {
      this.#faults.add('type', `the group ${name} must be a mapping with hosts, children or vars`, {
        at: positionOf(parent, name) ?? at,
      })
      return
    }
    for (const key of Object.keys(value)) {
      if (!(SECTIONS as readonly string[]).includes(key)) this.#unknownSection(name, key, value)
    }
    this.#hosts(name, value)
    this.#children(name, value)
    this.#vars(name, value)
  }

  #unknownSection(group: string, key: string, value: Vars): void {
    const near = nearest(key, SECTIONS)
    const meant =
      near === undefined ? `put it under 'hosts', 'children' or 'vars'` : `did you mean '${near}'?`
    this.#faults.add('unknown', `unknown key '${key}' in the group ${group}`, {
      at: keyPositionOf(value, key),
      hint: meant,
    })
  }

  #hosts(group: string, value: Vars): void {
    const hosts = this.#section(value, 'hosts', HOSTS_HINT)
    for (const [entry, given] of Object.entries(hosts ?? {})) {
      const at = keyPositionOf(hosts, entry) ?? positionOf(value, 'hosts')
      if (given !== null && !isRecord(given)) {
        this.#faults.add('type', `the variables of the host ${entry} must be a mapping`, {
          at: positionOf(hosts, entry) ?? at,
          hint: `for an address write: ansible_host: ${typeof given === 'string' ? given : '10.0.0.1'}`,
        })
        continue
      }
      this.#host(entry, given ?? {}, group, at)
    }
  }

  #host(entry: string, vars: Vars, group: string, at: Position | undefined): void {
    try {
      const { names, port } = expandHosts(entry)
      const ported = port === undefined ? vars : mergeVars([vars, { ansible_port: port }])
      for (const name of names) {
        if (!this.#draft.hosts.has(name)) this.#draft.addHost(name, group, this.#hostVars)
        this.#draft.addHost(name, group, ported)
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#faults.add('syntax', `the host range ${entry} cannot be read: ${error.message}`, { at })
    }
  }

  #children(group: string, value: Vars): void {
    const children = this.#section(value, 'children', "write each group as a key: 'web:'")
    for (const child of Object.keys(children ?? {})) {
      const at = keyPositionOf(children, child) ?? positionOf(value, 'children')
      this.#faults.attempt(() => this.#draft.addChild(group, child, at))
      if (children !== undefined) this.#group(child, children)
    }
  }

  #vars(group: string, value: Vars): void {
    const vars = this.#section(value, 'vars', "write variables as 'name: value'")
    if (vars === undefined) return
    const at = positionOf(vars, 'ansible_group_priority')
    this.#faults.attempt(() => this.#draft.setGroupVars(group, vars, at))
  }

  /** One of a group's sections; a single name may stand for a mapping of it alone. */
  #section(value: Vars, key: (typeof SECTIONS)[number], hint: string): Vars | undefined {
    const section = value[key]
    if (section === undefined || section === null) return undefined
    if (isRecord(section)) return section
    if (typeof section === 'string' && key !== 'vars') return { [section]: null }
    const message =
      section instanceof Map ? `the names under ${key} must be text` : `${key} must be a mapping`
    this.#faults.add('type', message, {
      at: positionOf(value, key),
      hint: section instanceof Map ? 'put quotes around names that are numbers or yes/no' : hint,
    })
    return undefined
  }
}
