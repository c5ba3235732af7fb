import type { Row } from '../../src/modules/mysql/results.ts'

type Raw = Readonly<Record<string, unknown>>

/** Columns of mysql.user that matter, as MySQL 9.7 and MariaDB 11.8 return them. */
const PLAIN = {
  ssl_type: '',
  ssl_cipher: '',
  x509_issuer: '',
  x509_subject: '',
  max_questions: '0',
  max_updates: '0',
  max_connections: '0',
  max_user_connections: '0',
}

export const MYSQL_APP: Row = {
  Host: '10.0.0.1',
  User: 'app',
  ...PLAIN,
  plugin: 'caching_sha2_password',
  account_locked: 'N',
  // Of the password corrécthorse.
  stack_hash:
    '2441243030412406171E0B0722411D2352096775250D77595B1D616943502F6C796858765665635944346A2F4D514A414362503934475A63756B69745A4F6A4E7479676F6939',
}

export const MARIA_APP: Row = {
  Host: '10.0.0.1',
  User: 'app',
  ...PLAIN,
  plugin: 'mysql_native_password',
  max_statement_time: '0.000000',
  // Of the password 12345.
  stack_hash: Buffer.from('*00A51F3F48415C7D4E8908980D443C29C69B60C9').toString('hex'),
}

export interface UserCase {
  readonly args: Raw
  readonly accounts?: readonly Row[]
  readonly statements: readonly string[]
  readonly message: string
  readonly passwordChanged?: boolean
}

const APP = { user: 'app', host: '10.0.0.1' }
const NAME = "'app'@'10.0.0.1'"

export const MYSQL_CASES: readonly UserCase[] = [
  { args: { ...APP }, statements: [`CREATE USER ${NAME} `], message: 'User added', passwordChanged: true },
  {
    args: { ...APP, password: "p'w", priv: 'db.*:ALL' },
    statements: [`CREATE USER ${NAME} IDENTIFIED BY 'p''w'`, `GRANT ALL ON \`db\`.* TO ${NAME}`],
    message: 'User added',
    passwordChanged: true,
  },
  {
    args: { ...APP, password: 'corrécthorse' },
    accounts: [MYSQL_APP],
    statements: [],
    message: 'User unchanged',
  },
  {
    args: { ...APP, password: 'new' },
    accounts: [MYSQL_APP],
    statements: [`ALTER USER ${NAME} IDENTIFIED WITH caching_sha2_password BY 'new'`],
    message: 'Password updated (new style)',
    passwordChanged: true,
  },
  {
    args: { ...APP, password: 'new', update_password: 'on_create' },
    accounts: [MYSQL_APP],
    statements: [],
    message: 'User unchanged',
  },
  {
    // What checks a password must not become the name of a system user.
    args: { ...APP, password: 'new' },
    accounts: [{ ...MYSQL_APP, plugin: 'auth_socket', stack_hash: '' }],
    statements: [`ALTER USER ${NAME} IDENTIFIED WITH caching_sha2_password BY 'new'`],
    message: 'Password updated (new style)',
    passwordChanged: true,
  },
  {
    args: { ...APP, plugin: 'caching_sha2_password', plugin_auth_string: 'corrécthorse' },
    accounts: [MYSQL_APP],
    statements: [],
    message: 'User unchanged',
  },
  {
    args: { ...APP, plugin: 'auth_socket' },
    accounts: [MYSQL_APP],
    statements: [`ALTER USER ${NAME} IDENTIFIED WITH auth_socket`],
    message: 'Password updated (new style)',
    passwordChanged: true,
  },
  {
    args: { ...APP, tls_requires: { SSL: null }, resource_limits: { MAX_USER_CONNECTIONS: 5 }, locked: true },
    accounts: [MYSQL_APP],
    statements: [
      `ALTER USER ${NAME} REQUIRE SSL`,
      `ALTER USER ${NAME} WITH MAX_USER_CONNECTIONS 5`,
      `ALTER USER ${NAME} ACCOUNT LOCK`,
    ],
    message: 'TLS requires updated',
  },
  {
    // As Ansible does: an account that requires TLS and a task that does not say so.
    args: { ...APP },
    accounts: [{ ...MYSQL_APP, ssl_type: 'SPECIFIED', x509_subject: '/CN=x' }],
    statements: [`ALTER USER ${NAME} REQUIRE NONE`],
    message: 'TLS requires updated',
  },
  {
    args: { ...APP, tls_requires: { subject: '/CN=x' } },
    accounts: [{ ...MYSQL_APP, ssl_type: 'SPECIFIED', x509_subject: '/CN=x' }],
    statements: [],
    message: 'User unchanged',
  },
  {
    args: { ...APP, state: 'absent' },
    accounts: [MYSQL_APP],
    statements: [`DROP USER ${NAME}`],
    message: 'User deleted',
  },
  { args: { ...APP, state: 'absent' }, statements: [], message: "User doesn't exist" },
  {
    args: { user: 'app', host_all: true, state: 'absent' },
    accounts: [MYSQL_APP, { ...MYSQL_APP, Host: '%' }],
    statements: [`DROP USER ${NAME}`, "DROP USER 'app'@'%'"],
    message: 'User deleted',
  },
  {
    args: { ...APP, sql_log_bin: false, session_vars: { wsrep_on: 'off' } },
    statements: ['SET SESSION sql_log_bin = 0', "SET SESSION `wsrep_on` = 'off'", `CREATE USER ${NAME} `],
    message: 'User added',
    passwordChanged: true,
  },
]

export const MARIA_CASES: readonly UserCase[] = [
  { args: { ...APP, password: '12345' }, accounts: [MARIA_APP], statements: [], message: 'User unchanged' },
  {
    args: { ...APP, password: 'new' },
    accounts: [MARIA_APP],
    statements: [`ALTER USER ${NAME} IDENTIFIED BY 'new'`],
    message: 'Password updated (new style)',
    passwordChanged: true,
  },
  {
    args: { ...APP, password: '*00A51F3F48415C7D4E8908980D443C29C69B60C9', encrypted: true },
    accounts: [MARIA_APP],
    statements: [],
    message: 'User unchanged',
  },
  {
    args: { ...APP, password: '*00A51F3F48415C7D4E8908980D443C29C69B60C9', encrypted: true },
    statements: [`CREATE USER ${NAME} IDENTIFIED BY PASSWORD '*00A51F3F48415C7D4E8908980D443C29C69B60C9'`],
    message: 'User added',
    passwordChanged: true,
  },
  {
    args: { ...APP, password: 'new' },
    accounts: [{ ...MARIA_APP, plugin: 'ed25519' }],
    statements: [`ALTER USER ${NAME} IDENTIFIED VIA ed25519 USING PASSWORD('new')`],
    message: 'Password updated (new style)',
    passwordChanged: true,
  },
  {
    args: { user: 'app', host: 'H2', password: 'x', update_password: 'on_new_username' },
    accounts: [MARIA_APP],
    statements: [
      "CREATE USER 'app'@'h2' IDENTIFIED WITH mysql_native_password AS '*00A51F3F48415C7D4E8908980D443C29C69B60C9'",
    ],
    message: 'User added',
  },
]

export const REFUSALS: readonly (readonly [Raw, readonly Row[], string])[] = [
  [{ user: 'x', host_all: true }, [], 'host_all parameter cannot be used when adding a user'],
  [
    { ...APP, password: 'x', encrypted: true },
    [],
    'encrypted was specified however it does not appear to be a valid hash',
  ],
  [{ ...APP, tls_requires: { FOO: '1' } }, [], "tls_requires: 'FOO' is unknown"],
  [{ ...APP, resource_limits: { MAX_STATEMENT_TIME: 1 } }, [], 'only supported by MariaDB'],
  [{ ...APP, resource_limits: { FOO: 1 } }, [], "key 'FOO' is unsupported"],
  [{ ...APP, resource_limits: { MAX_USER_CONNECTIONS: 'x' } }, [], "Can't convert value 'x' to integer"],
]
