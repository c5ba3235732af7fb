import type { Server } from '../mysql/server.ts'
import { isAtLeast } from '../mysql/server.ts'

/** Accounts that belong to one server, not to the data. */
const OWN = [
  'root',
  'mysql',
  'mysql.sys',
  'mysql.session',
  'mysql.infoschema',
  'mariadb.sys',
  'debian-sys-maint',
  'PUBLIC',
  '',
]

/**
 * Statements whose results are statements that, run in order, make the primary's accounts on another server:
 * first all accounts, then what they may do (which may name other accounts).
 */
export function accountListing(server: Server): string {
  const from = `${carriedAccounts(server)} ORDER BY User, Host`
  const account = "QUOTE(User), '@', QUOTE(Host)"
  return [
    ...(server.flavour === 'mysql' ? ["SELECT 'SET SESSION print_identified_with_as_hex = 1;'"] : []),
    `SELECT CONCAT('SELECT ', QUOTE(CONCAT('DROP USER IF EXISTS ', ${account})), ';') ${from}`,
    `SELECT CONCAT('SHOW CREATE USER ', ${account}, ';') ${from}`,
    `SELECT CONCAT('SHOW GRANTS FOR ', ${account}, ';') ${from}`,
  ]
    .map((statement) => `${statement};\n`)
    .join('')
}

/** `FROM … WHERE …` of the accounts that a copy carries along. */
export function carriedAccounts(server: Server): string {
  const names = OWN.map((name) => `'${name}'`).join(', ')
  const roles = server.flavour === 'mariadb' ? " AND is_role = 'N'" : ''
  return `FROM mysql.user WHERE User NOT IN (${names})${roles}`
}

/** Statements whose results switch off the events that the primary, not its replicas, is to run. */
export function eventListing(server: Server): string {
  const word = server.flavour === 'mysql' && isAtLeast(server, 8, 2) ? 'REPLICA' : 'SLAVE'
  return `SELECT CONCAT('ALTER EVENT \`', EVENT_SCHEMA, '\`.\`', EVENT_NAME, '\` DISABLE ON ${word};') FROM information_schema.EVENTS WHERE STATUS = 'ENABLED';\n`
}
