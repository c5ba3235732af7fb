import { type MaybeSecret, reveal, type Secret } from '../../shell/secret.ts'
import { ModuleFailure } from '../module.ts'
import type { Account } from './account.ts'
import { cachingSha2Hash, verifies } from './password.ts'
import { isAtLeast, type Server } from './server.ts'
import { rawSql, type Sql, sql } from './sql.ts'

/** The options that say how an account is authenticated. */
export interface AuthenticationArgs {
  readonly password: Secret | undefined
  readonly encrypted: boolean
  readonly plugin: string | undefined
  readonly plugin_hash_string: MaybeSecret | undefined
  readonly plugin_auth_string: Secret | undefined
  readonly salt: MaybeSecret | undefined
}

/** A new account's `IDENTIFIED …` clause; empty without any authentication option. */
export function identifiedBy(args: AuthenticationArgs, server: Server): Sql {
  if (hasPassword(args)) {
    return args.encrypted ? byNativeHash(args.password, server) : sql`IDENTIFIED BY ${args.password}`
  }
  return args.plugin === undefined ? rawSql('') : byPlugin(args, args.plugin, server)
}

/** The clause that an account needs to be authenticated as wanted; undefined when it is so already. */
export function identifiedAnew(args: AuthenticationArgs, account: Account, server: Server): Sql | undefined {
  if (hasPassword(args)) return passwordClause(args, args.password, account, server)
  if (args.plugin === undefined || isAuthenticatedBy(args, args.plugin, account)) return undefined
  return byPlugin(args, args.plugin, server)
}

function hasPassword(args: AuthenticationArgs): args is AuthenticationArgs & { readonly password: Secret } {
  return args.password !== undefined && args.password.length > 0
}

const NATIVE_HASH = /^\*[0-9A-Fa-f]{40}$/

function passwordClause(
  args: AuthenticationArgs,
  password: Secret,
  account: Account,
  server: Server,
): Sql | undefined {
  if (args.encrypted) {
    const hash = reveal(password)
    return hash.toUpperCase() === account.hash.toUpperCase() ? undefined : byNativeHash(password, server)
  }
  if (verifies(reveal(password), account.plugin, account.hash) === true) return undefined
  if (server.flavour === 'mariadb') {
    return account.plugin === 'ed25519'
      ? sql`IDENTIFIED VIA ed25519 USING PASSWORD(${password})`
      : sql`IDENTIFIED BY ${password}`
  }
  return sql`IDENTIFIED WITH ${rawSql(passwordPlugin(account.plugin, server))} BY ${password}`
}

/**
 * The plugin that goes on checking a MySQL account's password. One that takes no password would take it for
 * something else (auth_socket: for the system user's name); mysql_native_password is not loaded by 8.4 and
 * gone in 9.
 */
function passwordPlugin(current: string, server: Server): string {
  if (!isAtLeast(server, 8)) return 'mysql_native_password'
  if (current === 'mysql_native_password' && !isAtLeast(server, 8, 4)) return current
  return current === 'sha256_password' ? current : 'caching_sha2_password'
}

function byNativeHash(hash: Secret, server: Server): Sql {
  if (!NATIVE_HASH.test(reveal(hash))) {
    throw new ModuleFailure(
      'encrypted was specified however it does not appear to be a valid hash expecting: *SHA1(SHA1(your_password))',
    )
  }
  return server.flavour === 'mariadb'
    ? sql`IDENTIFIED BY PASSWORD ${hash}`
    : sql`IDENTIFIED WITH mysql_native_password AS ${hash}`
}

function isAuthenticatedBy(args: AuthenticationArgs, plugin: string, account: Account): boolean {
  if (account.plugin !== plugin) return false
  const hash = hashOf(args, plugin)
  if (hash !== undefined) return account.hash === Buffer.from(hash, 'utf8').toString('latin1')
  if (args.plugin_auth_string === undefined) return true
  const text = reveal(args.plugin_auth_string)
  return verifies(text, plugin, account.hash) ?? Buffer.from(account.hash, 'latin1').toString('utf8') === text
}

/** The hash to store as it is: given, or made with the salt given. */
function hashOf(args: AuthenticationArgs, plugin: string): string | undefined {
  const { plugin_hash_string: hash, plugin_auth_string: text, salt } = args
  if (hash !== undefined) return typeof hash === 'string' ? hash : reveal(hash)
  if (salt === undefined || text === undefined) return undefined
  const letters = typeof salt === 'string' ? salt : reveal(salt)
  if (letters.length !== 20) throw new ModuleFailure('The salt must be 20 characters long.')
  if (plugin !== 'caching_sha2_password') {
    throw new ModuleFailure(`salt not handled for ${plugin} authentication plugin`)
  }
  return cachingSha2Hash(reveal(text), letters)
}

function byPlugin(args: AuthenticationArgs, plugin: string, server: Server): Sql {
  if (!/^[A-Za-z0-9_]+$/.test(plugin)) throw new ModuleFailure(`invalid plugin name: ${plugin}`)
  const name = rawSql(plugin)
  const hash = hashOf(args, plugin)
  if (hash !== undefined) return sql`IDENTIFIED WITH ${name} AS ${hash}`
  const text = args.plugin_auth_string
  if (text === undefined) return sql`IDENTIFIED WITH ${name}`
  if (server.flavour === 'mysql') return sql`IDENTIFIED WITH ${name} BY ${text}`
  return plugin === 'mysql_native_password' || plugin === 'ed25519'
    ? sql`IDENTIFIED VIA ${name} USING PASSWORD(${text})`
    : sql`IDENTIFIED VIA ${name} USING ${text}`
}
