import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { StackError } from '../errors.ts'
import { Faults } from '../source/faults.ts'
import { NO_VAULT, type Vault } from '../source/vault.ts'
import { readOpened } from '../source/vaultFile.ts'
import { InventoryDraft } from './draft.ts'
import { expandHosts } from './hostNames.ts'
import { readIniInventory } from './iniSource.ts'
import type { Inventory } from './inventory.ts'
import { inventoryOf } from './loaded.ts'
import { VarsFiles } from './varsFiles.ts'
import { readYamlInventory } from './yamlSource.ts'

export interface InventoryOptions {
  /** Its `group_vars` and `host_vars` win over those beside the inventories. */
  readonly playbookDirectory?: string
  /** Opens what is encrypted; without one, nothing encrypted can be read. */
  readonly vault?: Vault
  /** Hears of duplicate keys and the like. */
  readonly warn?: (warning: StackError) => void
}

/**
 * Reads inventories one after the other into one: YAML and INI files, directories of them, and lists of
 * hosts (`web1,web2,`).
 * @throws StackErrors with everything wrong in them
 */
export function loadInventory(sources: readonly string[], options: InventoryOptions = {}): Inventory {
  const draft = new InventoryDraft()
  const faults = new Faults()
  const vault = options.vault ?? NO_VAULT
  for (const source of sources) readSource(source, draft, faults, vault)
  draft.settle()
  const warn = options.warn ?? (() => {})
  const files = new VarsFiles(directoriesOf(sources), options.playbookDirectory, warn, vault)
  const inventory = inventoryOf(draft, files, sources)
  // Variables are merged lazily, but a broken file is to be told now.
  for (const name of inventory.groups.keys()) attemptVars(faults, files, 'group', name)
  for (const name of inventory.hosts.keys()) attemptVars(faults, files, 'host', name)
  faults.throwAny()
  faults.warnings.forEach(warn)
  return inventory
}

function attemptVars(faults: Faults, files: VarsFiles, kind: 'group' | 'host', name: string): void {
  faults.attempt(() => files.besideInventory(kind, name))
  faults.attempt(() => files.besidePlaybook(kind, name))
}

function directoriesOf(sources: readonly string[]): string[] {
  const directories = sources
    .filter((source) => !isHostList(source))
    .map((source) => (isDirectory(source) ? source : dirname(source)))
  return [...new Set(directories)]
}

function isHostList(source: string): boolean {
  return source.includes(',') && statOf(source) === undefined
}

function statOf(path: string) {
  return statSync(path, { throwIfNoEntry: false })
}

function isDirectory(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false
}

function readSource(source: string, draft: InventoryDraft, faults: Faults, vault: Vault): void {
  if (isHostList(source)) {
    readHostList(source, draft, faults)
    return
  }
  if (statOf(source) === undefined) {
    faults.add('file', `there is no inventory ${source}`, {
      hint: source.includes('/')
        ? `looked for ${resolve(source)}`
        : `looked for ${resolve(source)}; a list of hosts needs a comma: ${source},`,
    })
    return
  }
  if (isDirectory(source)) {
    readDirectory(source, draft, faults, vault)
    return
  }
  const text = faults.attempt(() => readOpened(source, vault))
  if (text !== undefined) readFile(text, source, draft, faults, vault)
}

const IGNORED_ENTRY =
  /^\.|^(?:host_vars|group_vars|vars_plugins)$|(?:\.pyc|\.pyo|\.swp|\.bak|~|\.rpm|\.md|\.txt|\.rst|\.orig|\.ini|\.cfg|\.retry)$/

function readDirectory(directory: string, draft: InventoryDraft, faults: Faults, vault: Vault): void {
  const names = readdirSync(directory)
    .sort()
    .filter((name) => !IGNORED_ENTRY.test(name))
  if (names.length === 0) {
    faults.add('file', `the inventory directory ${directory} holds no inventory`, {
      hint: 'files that end in .ini, .cfg, .bak, .txt, .md or ~ are passed over, as in Ansible',
    })
  }
  for (const name of names) readSource(join(directory, name), draft, faults, vault)
}

function readFile(text: string, file: string, draft: InventoryDraft, faults: Faults, vault: Vault): void {
  if (text.startsWith('#!')) {
    faults.add('type', `${file} is a script: dynamic inventories are not supported yet`, {
      at: { file, line: 1, column: 1 },
      hint: 'write its result to a file and use that',
    })
    return
  }
  const hostVars = { inventory_file: resolve(file), inventory_dir: resolve(dirname(file)) }
  if (isYaml(text, file)) readYamlInventory(text, file, draft, faults, hostVars, vault)
  else readIniInventory(text, file, draft, faults, hostVars)
}

/** By extension, else by the first line that says something. */
function isYaml(text: string, file: string): boolean {
  const extension = extname(basename(file))
  if (['.yml', '.yaml', '.json'].includes(extension)) return true
  if (['.ini', '.cfg'].includes(extension)) return false
  const first = text.split(/\r?\n/).find((line) => line.trim() !== '' && !/^\s*[#;]/.test(line)) ?? ''
  return /^(?:---|\{|["']?[^\s[\]:=]+["']?:(?:\s|$))/.test(first)
}

function readHostList(source: string, draft: InventoryDraft, faults: Faults): void {
  for (const entry of source.split(',').map((part) => part.trim())) {
    if (entry === '') continue
    try {
      const { names, port } = expandHosts(entry)
      const vars = port === undefined ? {} : { ansible_port: port }
      for (const name of names) draft.addHost(name, 'ungrouped', vars)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      faults.add('syntax', `the host ${entry} cannot be read: ${error.message}`)
    }
  }
}
