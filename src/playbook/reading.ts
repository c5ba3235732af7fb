import type { StackError } from '../errors.ts'
import type { Module } from '../modules/module.ts'
import type { Faults } from '../source/faults.ts'
import type { Position } from '../source/position.ts'
import type { Vault } from '../source/vault.ts'
import type { YamlFiles } from '../source/yamlFiles.ts'
import type { Templar } from '../vars/templar.ts'
import type { Ancestry, RoleContext, TaskNode, Vars } from './model.ts'

/** What a playbook source is made with. */
export interface SourceOptions {
  readonly findModule: (name: string) => Module | undefined
  readonly moduleNames: () => Iterable<string>
  /** Renders the names of static imports, and compiles every template to check it. */
  readonly templar: Templar
  readonly extraVars: Vars
  /** Opens what is encrypted. */
  readonly vault: Vault
  /** Directories with roles, after the playbook's own; `~` is expanded. Ansible's defaults when absent. */
  readonly rolesPath?: readonly string[]
  /** Directories that hold `ansible_collections`. Ansible's defaults when absent. */
  readonly collectionsPath?: readonly string[]
  /** Texts of playbooks that are no files, by name. */
  readonly texts?: ReadonlyMap<string, string>
  /** Hears of duplicate keys and the like. */
  readonly warn?: (warning: StackError) => void
}

/** One play being read, or what a dynamic include brings into it. */
export interface Reading {
  readonly options: SourceOptions
  readonly faults: Faults
  readonly files: YamlFiles
  /** Directory of the play's file. */
  readonly playDirectory: string
  readonly playVars: Vars
  readonly roles: RoleUse
  /** Includes whose files have been checked. */
  readonly checkedIncludes: Set<string>
  /** Whether anything in the play brings handlers only at run time. */
  dynamicHandlers: boolean
}

/** How tasks use roles; wired where roles are read, so that tasks and roles need not import each other. */
export interface RoleUse {
  importRole(request: RoleRequest, site: Site, reading: Reading): readonly TaskNode[]
  /** The same for roles that are only looked at, and are not the play's. */
  fresh(): RoleUse
}

/** A role as `import_role` and `include_role` name it. */
export interface RoleRequest {
  readonly name: string
  readonly at: Position | undefined
  readonly files: RoleFiles
  /** Check the role's argument spec. */
  readonly validate: boolean
  readonly allowDuplicates: boolean
}

/** Names of a role's entry files, `main` by default. */
export interface RoleFiles {
  readonly tasks: string
  readonly vars: string
  readonly defaults: string
  readonly handlers: string
}

/** Where the tasks being read stand. */
export interface Site {
  /** Directory of their file. */
  readonly directory: string
  readonly ancestry: Ancestry
  readonly role: RoleContext | undefined
  /** For people: `play "web" / role nginx`. */
  readonly path: string
  readonly handlers: boolean
  /** Files and roles being imported around here, to find circles. */
  readonly importing: readonly string[]
}
