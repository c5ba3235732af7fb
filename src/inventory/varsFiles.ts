import { readdirSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { StackError } from '../errors.ts'
import { mergeVars } from '../source/merge.ts'
import { isRecord, kindOf } from '../source/record.ts'
import type { Vault } from '../source/vault.ts'
import { readYaml } from '../source/yaml.ts'

type Vars = Readonly<Record<string, unknown>>

/** Reads `group_vars` and `host_vars` beside the inventories and the playbook. */
export class VarsFiles {
  readonly #inventoryDirectories: readonly string[]
  readonly #playbookDirectory: string | undefined
  readonly #warn: (warning: StackError) => void
  readonly #vault: Vault
  /** Names in each of the four kinds of directory, so that a host without a file costs nothing. */
  readonly #listings = new Map<string, ReadonlySet<string>>()
  readonly #read = new Map<string, Vars>()

  constructor(
    inventoryDirectories: readonly string[],
    playbookDirectory: string | undefined,
    warn: (warning: StackError) => void,
    vault: Vault,
  ) {
    this.#inventoryDirectories = inventoryDirectories
    this.#playbookDirectory = playbookDirectory
    this.#warn = warn
    this.#vault = vault
  }

  /** Variables of a group or host beside the inventories, later inventories over earlier. @throws StackError(s) */
  besideInventory(kind: 'group' | 'host', name: string): Vars {
    return mergeVars(this.#inventoryDirectories.map((directory) => this.#load(directory, kind, name)))
  }

  /** Variables of a group or host beside the playbook. @throws StackError(s) */
  besidePlaybook(kind: 'group' | 'host', name: string): Vars {
    return this.#playbookDirectory === undefined ? {} : this.#load(this.#playbookDirectory, kind, name)
  }

  #load(base: string, kind: 'group' | 'host', name: string): Vars {
    const directory = join(base, `${kind}_vars`)
    const file = varsPath(name, this.#listing(directory))
    if (file === undefined) return {}
    const path = join(directory, file)
    let vars = this.#read.get(path)
    if (vars === undefined) {
      vars = mergeVars(filesBelow(path).map((found) => this.#readVars(found)))
      this.#read.set(path, vars)
    }
    return vars
  }

  #listing(directory: string): ReadonlySet<string> {
    let names = this.#listings.get(directory)
    if (names === undefined) {
      names = new Set(list(directory))
      this.#listings.set(directory, names)
    }
    return names
  }

  #readVars(file: string): Vars {
    const { value, at, warnings } = readYaml(file, undefined, this.#vault)
    warnings.forEach(this.#warn)
    if (value === null) return {}
    if (isRecord(value)) return value
    throw new StackError('type', `a variables file must be a mapping, not ${kindOf(value)}`, { at })
  }
}

/** Ansible's order: a directory or a bare name, then the extensions; the first that exists counts. */
function varsPath(name: string, listing: ReadonlySet<string>): string | undefined {
  return ['', '.yml', '.yaml', '.json'].map((extension) => name + extension).find((file) => listing.has(file))
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return list(path)
    .filter((name) => !name.startsWith('.') && !name.endsWith('~'))
    .flatMap((name) => {
      const inner = join(path, name)
      const extension = extname(name)
      if (statSync(inner).isDirectory()) return extension === '' ? filesBelow(inner) : []
      return ['', '.yml', '.yaml', '.json'].includes(extension) ? [inner] : []
    })
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort()
  } catch {
    // No such directory is the normal case; a file in its place is passed over, as in Ansible.
    return []
  }
}
