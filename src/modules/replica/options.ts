import type { OptionSchema } from '../../source/schema.ts'
import { loginOptions } from '../mysql/login.ts'

export const options = {
  ...loginOptions,
  primary_address: {
    type: 'str',
    required: true,
    description: 'Address of the primary as this server reaches it.',
  },
  primary_port: { type: 'int', default: 3306, description: 'Port of the primary.' },
  primary_host: { type: 'str', description: 'Its name in the inventory, for messages.' },
  replication_user: {
    type: 'str',
    required: true,
    description: 'Account on the primary that replication logs in with; it needs REPLICATION SLAVE.',
  },
  replication_password: {
    type: 'str',
    required: true,
    secret: true,
    description: 'Its password.',
  },
  seed_user: {
    type: 'str',
    description:
      'Account on the primary that the data is copied with; the replication user when not given. It needs SELECT, RELOAD, REPLICATION CLIENT (MariaDB: BINLOG MONITOR), SHOW VIEW, EVENT and TRIGGER on *.*.',
  },
  seed_password: { type: 'str', secret: true, description: 'Its password.' },
  databases: {
    type: 'list',
    elements: 'str',
    default: [],
    description:
      'Databases to copy; all but the system’s when empty. Changes to the others arrive by replication too, so they had better be empty.',
  },
  mode: {
    type: 'str',
    default: 'position',
    choices: ['position'],
    description: 'Replication by file and position of the binary log.',
  },
  primary_ssl: {
    type: 'bool',
    description:
      'Encrypt replication and the copy. The default is yes, but for MariaDB before 11.4, which makes no certificate of its own.',
  },
  primary_ssl_ca: {
    type: 'path',
    description: 'Authority, on this host, that the certificate of the primary must be signed by.',
  },
  reseed: {
    type: 'bool',
    default: false,
    description:
      'When the replica is broken, belongs to another primary or holds data of its own: replace what it holds.',
  },
  read_only: {
    type: 'bool',
    default: true,
    description: 'Let nothing but replication write after seeding (MySQL: super_read_only).',
  },
  timeout: { type: 'int', default: 60, description: 'Seconds to wait for replication to run.' },
} as const satisfies OptionSchema

export const examples = `
- name: Replicate from the primary
  stack.mysql_replica:
    primary_address: 10.77.0.11
    replication_user: repl
    replication_password: "{{ mysql_replication_password }}"
    seed_user: seed
    seed_password: "{{ mysql_seed_password }}"
    login_unix_socket: /run/mysqld/mysqld.sock
`
