import type { Constraints, OptionSchema } from '../../source/schema.ts'
import { loginOptions } from './login.ts'

export const dbOptions = {
  ...loginOptions,
  name: {
    type: 'list',
    elements: 'str',
    required: true,
    aliases: ['db'],
    description: 'Databases; `all` with the states dump and import.',
  },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'dump', 'import', 'present'],
    description: 'What is wanted; `dump` and `import` are done each time.',
  },
  encoding: {
    type: 'str',
    default: '',
    description: 'Character set of a new database, of a dump or an import.',
  },
  collation: {
    type: 'str',
    default: '',
    description: 'Collation of a new database; one that exists is left as it is.',
  },
  target: { type: 'path', description: 'File on the host; `.gz`, `.bz2` and `.xz` are compressed.' },
  single_transaction: { type: 'bool', default: false, description: 'Dump in one transaction.' },
  quick: { type: 'bool', default: true, description: 'Dump row by row.' },
  ignore_tables: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Tables, `database.table`, left out of a dump.',
  },
  hex_blob: { type: 'bool', default: false, description: 'Dump binary columns in hex.' },
  force: { type: 'bool', default: false, description: 'Go on after an error in a dump or an import.' },
  master_data: {
    type: 'int',
    default: 0,
    choices: [0, 1, 2],
    description: 'Write the binary log position into the dump: 1 as a statement, 2 as a comment.',
  },
  skip_lock_tables: { type: 'bool', default: false, description: 'Do not lock tables while dumping.' },
  dump_extra_args: { type: 'str', description: 'More arguments for the dump, as shell words.' },
  use_shell: { type: 'bool', default: false, description: 'Accepted; makes no difference.' },
  unsafe_login_password: { type: 'bool', default: false, description: 'Accepted; makes no difference.' },
  restrict_config_file: {
    type: 'bool',
    default: false,
    description: 'Accepted: `config_file` is always the only option file that is read.',
  },
  check_implicit_admin: {
    type: 'bool',
    default: false,
    description: 'Try root without a password before the login given.',
  },
  config_overrides_defaults: { type: 'bool', default: false, description: 'Accepted; makes no difference.' },
  chdir: { type: 'path', description: 'Directory to dump or import in.' },
  pipefail: {
    type: 'bool',
    default: false,
    description: 'Accepted: a dump that fails always fails the task.',
  },
} as const satisfies OptionSchema

export const constraints: Constraints = {}

export const examples = `
- name: The application's database
  community.mysql.mysql_db:
    name: app
    encoding: utf8mb4
    login_unix_socket: /run/mysqld/mysqld.sock

- name: A dump before the upgrade
  community.mysql.mysql_db:
    name: app
    state: dump
    single_transaction: true
    target: /var/backups/app.sql.gz
`
