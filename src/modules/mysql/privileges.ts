import { ModuleFailure } from '../module.ts'
import type { Server } from './server.ts'

/**
 * Privileges by what they are on: `*.*`, `` `db`.* ``, `` FUNCTION `db`.`f` ``. Upper case; `ALL` for all of
 * them, `GRANT` for the right to pass them on; no `USAGE`, which grants nothing.
 */
export type Privileges = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Reads the option `priv` as Ansible does: `db.table:PRIV,PRIV/db2.*:PRIV`, or a mapping.
 * @throws ModuleFailure when it is neither, or a part has no privileges
 */
export function parsePriv(priv: unknown, server: Server): Privileges {
  const wanted = new Map<string, ReadonlySet<string>>()
  for (const [object, list] of privEntries(priv)) {
    wanted.set(objectKey(object), new Set(splitPrivileges(list).flatMap((name) => named(name, server))))
  }
  return wanted
}

function privEntries(priv: unknown): (readonly [string, string])[] {
  if (typeof priv === 'object' && priv !== null && !Array.isArray(priv)) {
    return Object.entries(priv).map(([object, list]) => [object, String(list)])
  }
  if (typeof priv !== 'string') {
    throw new ModuleFailure('priv parameter must be str or dict', {}, "write it as 'db.*:SELECT,INSERT'")
  }
  return priv
    .trim()
    .split('/')
    .map((part) => {
      const colon = part.lastIndexOf(':')
      if (colon === -1) throw new ModuleFailure(`invalid priv string: ${part}`)
      return [part.slice(0, colon).trim(), part.slice(colon + 1)]
    })
}

/** Quotes the parts of `db.table` that are not `*`; `FUNCTION` and `PROCEDURE` stay in front. */
function objectKey(text: string): string {
  const [, type = '', name = ''] = /^(?:(FUNCTION|PROCEDURE) )?(.*)$/s.exec(text) ?? []
  const dot = name.lastIndexOf('.')
  const parts = dot === -1 ? [name] : [name.slice(0, dot), name.slice(dot + 1)]
  const quoted = parts.map((part) => {
    const bare = part.replace(/^`+|`+$/g, '')
    return bare === '*' ? bare : `\`${bare}\``
  })
  return (type === '' ? '' : `${type} `) + quoted.join('.')
}

const GRANT = /^GRANT (.+?) ON (?:TABLE )?(.+) TO ['`"].*$/s

/** Reads the lines of SHOW GRANTS; lines that grant roles are passed over, as Ansible's module does. */
export function parseGrants(lines: readonly string[], server: Server): Privileges {
  const found = new Map<string, Set<string>>()
  for (const line of lines) {
    const [, list, rest] = GRANT.exec(beforeAccount(line)) ?? []
    if (list === undefined || rest === undefined) continue
    const privileges = found.get(rest) ?? new Set()
    for (const name of splitPrivileges(list)) for (const one of named(name, server)) privileges.add(one)
    if (/ WITH (?:[A-Z_]+ )*GRANT OPTION/.test(line.slice(line.lastIndexOf(' TO ')))) privileges.add('GRANT')
    found.set(rest, privileges)
  }
  return found
}

/** Cuts off what follows the account (password hash, REQUIRE …), which may hold anything. */
function beforeAccount(line: string): string {
  return line.replace(/ (?:IDENTIFIED|REQUIRE) .*$/s, '')
}

/** Commas part privileges, but not the columns of one. */
function splitPrivileges(list: string): string[] {
  return list
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function named(text: string, server: Server): string[] {
  const [, word = '', columns] = /^([^(]*?)\s*(?:\((.*)\))?$/s.exec(text) ?? []
  const upper = word.trim().replace(/\s+/g, ' ').toUpperCase()
  if (upper === 'USAGE') return []
  const name = (server.flavour === 'mariadb' ? MARIADB_NAMES[upper] : undefined) ?? NAMES[upper] ?? upper
  if (columns === undefined) return [name]
  const sorted = columns
    .split(',')
    .map((column) => column.trim().replace(/^`|`$/g, '').toLowerCase())
    .sort()
  return [`${name} (${sorted.map((column) => `\`${column}\``).join(', ')})`]
}

const NAMES: Readonly<Record<string, string>> = {
  'ALL PRIVILEGES': 'ALL',
  'GRANT OPTION': 'GRANT',
}

/** Names that MariaDB accepts and shows under another (its manual, "GRANT"). */
const MARIADB_NAMES: Readonly<Record<string, string>> = {
  'REPLICATION CLIENT': 'BINLOG MONITOR',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'REPLICATION REPLICA ADMIN': 'REPLICATION SLAVE ADMIN',
  'REPLICA MONITOR': 'SLAVE MONITOR',
  'DELETE VERSIONING ROWS': 'DELETE HISTORY',
}
