import type { Observer } from '../../host/observation.ts'
import type { Secret } from '../../shell/secret.ts'
import { ModuleFailure } from '../module.ts'
import { type Login, optionText } from '../mysql/login.ts'
import { type Answer, ask } from '../mysql/query.ts'
import { parseVersion, type Server } from '../mysql/server.ts'
import { rawSql } from '../mysql/sql.ts'
import { carriedAccounts } from './accounts.ts'

/** How to reach a primary for copying it. */
export interface PrimaryLogin {
  readonly address: string
  readonly port: number
  readonly user: string
  readonly password: Secret
  readonly tls: boolean
  readonly ca: string | undefined
  readonly connectTimeout: number
}

/** Answers of a primary, asked from the replica: exactly the way that the copy will take. */
export interface PrimaryAnswers {
  readonly settings: Answer
  /** MySQL only. */
  readonly uuid: Answer
  readonly databases: Answer
  /** Tables that no snapshot covers. */
  readonly unsafeTables: Answer
  /** Authentication plugins of the accounts that come along. */
  readonly plugins: Answer
}

export interface Primary {
  readonly server: Server
  readonly databases: readonly string[]
  readonly unsafeTables: readonly string[]
}

/** Schemas that belong to a server. */
export const SYSTEM = ['mysql', 'information_schema', 'performance_schema', 'sys'] as const

/** An option file's text: MySQL's programs and MariaDB's say "encrypted or not at all" differently. */
export function primaryOptions(login: PrimaryLogin, server: Server): Secret {
  const { tls, ca } = login
  const verified = ca === undefined ? [] : [['ssl-ca', ca] as const]
  const security =
    server.flavour === 'mysql'
      ? [
          ['ssl-mode', tls ? (ca === undefined ? 'REQUIRED' : 'VERIFY_CA') : 'PREFERRED'] as const,
          ...verified,
        ]
      : tls
        ? [['ssl', '1'] as const, ...verified]
        : [['loose-skip-ssl', '1'] as const]
  const entries = [
    ['host', login.address] as const,
    ['port', String(login.port)] as const,
    ['protocol', 'tcp'] as const,
    ['user', login.user] as const,
    ['password', login.password] as const,
  ]
  return optionText([...entries, ...security], login.connectTimeout)
}

export async function askPrimary(
  host: Observer,
  options: Secret,
  id: string,
  server: Server,
): Promise<PrimaryAnswers> {
  const login: Login = { options, implicit: undefined, configFile: '', id }
  const names = SYSTEM.map((name) => `'${name}'`).join(', ')
  const [settings, uuid, databases, unsafeTables, plugins] = await Promise.all([
    ask(host, login, rawSql('SELECT VERSION() AS version, @@server_id AS id, @@log_bin AS log_bin')),
    ask(host, login, rawSql('SELECT @@server_uuid AS uuid')),
    ask(
      host,
      login,
      rawSql(
        `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN (${names})`,
      ),
    ),
    ask(
      host,
      login,
      rawSql(
        `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) AS name FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND ENGINE <> 'InnoDB' AND TABLE_SCHEMA NOT IN (${names}) LIMIT 5`,
      ),
    ),
    ask(host, login, rawSql(`SELECT DISTINCT plugin AS name ${carriedAccounts(server)}`)),
  ])
  return { settings, uuid, databases, unsafeTables, plugins }
}

/** The replica's own identity, which must not be the primary's. */
export interface Identity {
  readonly server: Server
  readonly id: string
  readonly uuid: string
  /** Authentication plugins that it has. */
  readonly plugins: readonly string[]
}

/**
 * Whether that primary can be replicated from.
 * @throws ModuleFailure when it can't be reached, or the two servers can't work together
 */
export function checkPrimary(answers: PrimaryAnswers, own: Identity, name: string): Primary {
  const { settings } = answers
  if (settings.kind === 'no-client') throw new ModuleFailure('no MySQL client is installed on this host')
  if (settings.kind !== 'rows') {
    const { code, message } = settings.error
    const hint =
      'see that the firewall lets this host in, and that the seeding account exists on the primary for this host’s address'
    throw new ModuleFailure(`the primary ${name} can't be copied: (${code}, "${message}")`, {}, hint)
  }
  const row = settings.rows[0] ?? {}
  const server = parseVersion(row['version'] ?? '')
  if (server.flavour !== own.server.flavour) {
    throw new ModuleFailure(
      `${name} runs ${server.full} and this server ${own.server.full}: MySQL and MariaDB do not replicate from each other`,
      {},
      'set the same flavour for the whole group of databases',
    )
  }
  if (isOlder(own.server, server)) {
    throw new ModuleFailure(
      `${name} runs ${server.full}, which is newer than this server's ${own.server.full}: replicas are upgraded first`,
    )
  }
  if (row['log_bin'] !== '1') {
    throw new ModuleFailure(`the binary log of ${name} is off`, {}, 'set log_bin there and restart it')
  }
  if (row['id'] === own.id) {
    throw new ModuleFailure(
      `${name} and this server have the same server_id ${own.id}`,
      {},
      'give each its own server_id',
    )
  }
  const uuid = answers.uuid.kind === 'rows' ? (answers.uuid.rows[0]?.['uuid'] ?? '') : ''
  if (uuid !== '' && uuid === own.uuid) {
    throw new ModuleFailure(
      `${name} and this server have the same server_uuid ${uuid}: one is a copy of the other's disk`,
      {},
      'remove auto.cnf from this server’s data directory and restart it',
    )
  }
  const lacking = namesOf(answers.plugins).filter((plugin) => plugin !== '' && !own.plugins.includes(plugin))
  if (lacking.length > 0) {
    throw new ModuleFailure(
      `accounts of ${name} log in with ${lacking.join(', ')}, which this server has not loaded`,
      {},
      'install that plugin here as on the primary',
    )
  }
  return { server, databases: namesOf(answers.databases), unsafeTables: namesOf(answers.unsafeTables) }
}

/** The `name` column of an answer. */
export function namesOf(answer: Answer): string[] {
  return answer.kind === 'rows' ? answer.rows.map((row) => row['name'] ?? '') : []
}

function isOlder(a: Server, b: Server): boolean {
  const [majorA, minorA] = a.version
  const [majorB, minorB] = b.version
  return majorA < majorB || (majorA === majorB && minorA < minorB)
}
