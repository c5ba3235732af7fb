import type { Constraints, OptionSchema } from '../../source/schema.ts'
import { loginOptions } from './login.ts'

export const userOptions = {
  ...loginOptions,
  user: { type: 'str', required: true, aliases: ['name'], description: 'Name of the user.' },
  password: {
    type: 'str',
    secret: true,
    description:
      'Password, checked against the stored hash whatever plugin made it; a new one is stored by the server’s default plugin.',
  },
  encrypted: { type: 'bool', default: false, description: '`password` is a mysql_native_password hash.' },
  host: { type: 'str', default: 'localhost', description: 'Host part of the account.' },
  host_all: {
    type: 'bool',
    default: false,
    description: 'Change all accounts of that name; not for creating one.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether the account exists.',
  },
  priv: {
    type: 'raw',
    description: 'Privileges: `db.table:PRIV,PRIV/db2.*:PRIV`, or a mapping. Others are revoked.',
  },
  append_privs: { type: 'bool', default: false, description: 'Grant `priv` and revoke nothing.' },
  subtract_privs: { type: 'bool', default: false, description: 'Revoke `priv` and keep the others.' },
  tls_requires: {
    type: 'dict',
    description: 'What a connection must be: SSL, X509, or SUBJECT, ISSUER, CIPHER with a value.',
  },
  sql_log_bin: { type: 'bool', default: true, description: 'Write the change to the binary log.' },
  force_context: { type: 'bool', default: false, description: 'Work in the database `mysql`.' },
  check_implicit_admin: {
    type: 'bool',
    default: false,
    description: 'Try root without a password before the login given.',
  },
  update_password: {
    type: 'str',
    default: 'always',
    choices: ['always', 'on_create', 'on_new_username'],
    description:
      'When the password or plugin is set; `on_new_username` takes over that of the same user elsewhere.',
  },
  plugin: { type: 'str', description: 'Authentication plugin.' },
  plugin_hash_string: { type: 'str', secret: true, description: 'Hash for the plugin, as stored.' },
  plugin_auth_string: { type: 'str', secret: true, description: 'Password or text for the plugin.' },
  salt: { type: 'str', secret: true, description: 'Salt of 20 characters for caching_sha2_password.' },
  resource_limits: {
    type: 'dict',
    description:
      'MAX_QUERIES_PER_HOUR, MAX_UPDATES_PER_HOUR, MAX_CONNECTIONS_PER_HOUR, MAX_USER_CONNECTIONS, MAX_STATEMENT_TIME (MariaDB).',
  },
  locked: { type: 'bool', description: 'Whether the account is locked.' },
  session_vars: { type: 'dict', description: 'Session variables to set first.' },
} as const satisfies OptionSchema

export const constraints: Constraints = { mutuallyExclusive: [['append_privs', 'subtract_privs']] }

export const examples = `
- name: The application writes
  community.mysql.mysql_user:
    name: app
    host: 10.77.0.12
    password: "{{ mysql_app_password }}"
    priv: 'app.*:SELECT,INSERT,UPDATE,DELETE'
    login_unix_socket: /run/mysqld/mysqld.sock
`
