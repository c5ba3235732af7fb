import { expect, test } from 'vitest'
import { planPrivileges } from '../../../src/modules/mysql/privilegePlan.ts'
import { parseGrants, parsePriv } from '../../../src/modules/mysql/privileges.ts'
import { parseVersion } from '../../../src/modules/mysql/server.ts'

const MYSQL = parseVersion('9.7.4-2')
const MARIADB = parseVersion('11.8.6-MariaDB-0+deb13u1')
const TO = "TO 'u'@'h'"
const FROM = "FROM 'u'@'h'"

interface Case {
  readonly grants: readonly string[]
  readonly priv: unknown
  readonly maria?: boolean
  readonly append?: boolean
  readonly subtract?: boolean
  readonly all?: readonly string[]
  readonly user?: string
  readonly statements: readonly string[]
}

const USAGE = 'GRANT USAGE ON *.* TO `u`@`h`'
const on = (privileges: string, object: string, more = '') =>
  `GRANT ${privileges} ON ${object} TO \`u\`@\`h\`${more}`

const CASES: readonly Case[] = [
  { grants: [USAGE], priv: '*.*:USAGE', statements: [] },
  { grants: [USAGE], priv: 'db.*:USAGE', statements: [] },
  { grants: [USAGE], priv: 'db.*:SELECT,insert', statements: [`GRANT SELECT, INSERT ON \`db\`.* ${TO}`] },
  { grants: [USAGE, on('INSERT, SELECT', '`db`.*')], priv: { 'db.*': 'SELECT, INSERT' }, statements: [] },
  {
    grants: [on('SELECT', '`db`.*'), on('INSERT', '`old`.*')],
    priv: 'db.*:SELECT',
    statements: [`REVOKE INSERT ON \`old\`.* ${FROM}`],
  },
  {
    grants: [on('SELECT', '`db`.*'), on('INSERT', '`old`.*')],
    priv: 'db.*:UPDATE',
    append: true,
    statements: [`GRANT UPDATE ON \`db\`.* ${TO}`],
  },
  {
    grants: [on('SELECT, UPDATE', '`db`.*')],
    priv: 'db.*:UPDATE,DELETE',
    subtract: true,
    statements: [`REVOKE UPDATE ON \`db\`.* ${FROM}`],
  },
  { grants: [on('ALL PRIVILEGES', '`db`.*')], priv: 'db.*:SELECT', append: true, statements: [] },
  {
    grants: [on('ALL PRIVILEGES', '`db`.*')],
    priv: 'db.*:SELECT',
    statements: [`REVOKE ALL ON \`db\`.* ${FROM}`, `GRANT SELECT ON \`db\`.* ${TO}`],
  },
  { grants: [on('SELECT', '`db`.*')], priv: 'db.*:ALL', statements: [`GRANT ALL ON \`db\`.* ${TO}`] },
  {
    grants: [on('SELECT', '`db`.*', ' WITH GRANT OPTION')],
    priv: 'db.*:SELECT',
    statements: [`REVOKE GRANT OPTION ON \`db\`.* ${FROM}`],
  },
  {
    grants: [on('SELECT', '`db`.*')],
    priv: 'db.*:SELECT,GRANT',
    statements: [`GRANT USAGE ON \`db\`.* ${TO} WITH GRANT OPTION`],
  },
  // Columns in any order and case; quoted names; routines.
  { grants: [on('SELECT (`b`, `a`), INSERT', '`db`.`t`')], priv: 'db.t:INSERT,SELECT(A,b)', statements: [] },
  { grants: [on('EXECUTE', 'FUNCTION `db`.`f`')], priv: 'FUNCTION db.f:EXECUTE', statements: [] },
  { grants: [on('SELECT', '`my_db`.*')], priv: '`my_db`.*:SELECT', statements: [] },
  // MariaDB shows another name, and the account's hash.
  {
    maria: true,
    grants: [
      "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.* TO `u`@`h` IDENTIFIED BY PASSWORD '*X ON *.* TO' REQUIRE SSL",
    ],
    priv: '*.*:REPLICATION CLIENT,REPLICATION SLAVE',
    statements: [],
  },
  {
    maria: true,
    grants: [on('ALL PRIVILEGES', '*.*', ' IDENTIFIED VIA unix_socket WITH GRANT OPTION')],
    priv: '*.*:ALL,GRANT',
    statements: [],
  },
  // MySQL lists what ALL stands for, dynamic privileges on a line of their own.
  {
    grants: [on('SELECT, SUPER', '*.*'), on('BACKUP_ADMIN', '*.*')],
    all: ['SELECT', 'SUPER', 'BACKUP_ADMIN'],
    priv: '*.*:ALL',
    statements: [],
  },
  {
    grants: [on('SELECT', '*.*'), on('BACKUP_ADMIN', '*.*')],
    all: ['SELECT', 'SUPER', 'BACKUP_ADMIN'],
    priv: '*.*:ALL',
    statements: [`GRANT ALL ON *.* ${TO}`],
  },
  {
    grants: [on('SELECT', '*.*'), on('BACKUP_ADMIN', '*.*')],
    priv: '*.*:SELECT',
    statements: [`REVOKE BACKUP_ADMIN ON *.* ${FROM}`, 'FLUSH PRIVILEGES'],
  },
  // Roles and proxies are left alone, and so is what root has elsewhere.
  {
    grants: [USAGE, 'GRANT `admin`@`%` TO `u`@`h`', 'GRANT PROXY ON ``@`` TO `u`@`h` WITH GRANT OPTION'],
    priv: '*.*:USAGE',
    statements: [],
  },
  {
    grants: [on('SELECT', '`db`.*')],
    user: 'root',
    priv: '*.*:PROCESS',
    statements: ["GRANT PROCESS ON *.* TO 'root'@'h'"],
  },
]

test.each(CASES)('$grants as $priv', (one) => {
  const server = one.maria ? MARIADB : MYSQL
  const { statements } = planPrivileges(
    one.user ?? 'u',
    'h',
    parseGrants(one.grants, server),
    parsePriv(one.priv, server),
    { append: one.append ?? false, subtract: one.subtract ?? false, all: new Set(one.all) },
  )
  expect(statements.map((statement) => statement.text)).toEqual(one.statements)
})

test.each([[['db.*:SELECT']], [5], ['db.*']])('priv %j is refused', (priv) => {
  expect(() => parsePriv(priv, MYSQL)).toThrow(/priv/)
})
