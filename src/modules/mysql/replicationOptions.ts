import type { OptionSchema } from '../../source/schema.ts'
import { loginOptions } from './login.ts'

export const replicationOptions = {
  ...loginOptions,
  mode: {
    type: 'str',
    default: 'getreplica',
    choices: [
      'changeprimary',
      'getprimary',
      'getreplica',
      'startreplica',
      'stopreplica',
      'resetprimary',
      'resetreplica',
      'resetreplicaall',
    ],
    description: 'What to do.',
  },
  primary_host: { type: 'str', aliases: ['master_host'], description: 'Address of the primary.' },
  primary_user: { type: 'str', aliases: ['master_user'], description: 'Account to replicate with.' },
  primary_password: {
    type: 'str',
    secret: true,
    aliases: ['master_password'],
    description: 'Its password.',
  },
  primary_port: { type: 'int', aliases: ['master_port'], description: 'Port of the primary.' },
  primary_connect_retry: {
    type: 'int',
    aliases: ['master_connect_retry'],
    description: 'Seconds between attempts to connect.',
  },
  primary_log_file: {
    type: 'str',
    aliases: ['master_log_file'],
    description: 'Binary log file to begin in.',
  },
  primary_log_pos: { type: 'int', aliases: ['master_log_pos'], description: 'Position to begin at.' },
  relay_log_file: { type: 'str', description: 'Relay log file to begin in.' },
  relay_log_pos: { type: 'int', description: 'Position in the relay log to begin at.' },
  primary_ssl: { type: 'bool', aliases: ['master_ssl'], description: 'Encrypt replication.' },
  primary_ssl_ca: { type: 'str', aliases: ['master_ssl_ca'], description: 'Certificate authority.' },
  primary_ssl_capath: {
    type: 'str',
    aliases: ['master_ssl_capath'],
    description: 'Directory of certificate authorities.',
  },
  primary_ssl_cert: { type: 'str', aliases: ['master_ssl_cert'], description: 'Client certificate.' },
  primary_ssl_key: { type: 'str', aliases: ['master_ssl_key'], description: 'Its key.' },
  primary_ssl_cipher: { type: 'str', aliases: ['master_ssl_cipher'], description: 'Ciphers allowed.' },
  primary_ssl_verify_server_cert: {
    type: 'bool',
    default: false,
    description: 'Verify the certificate of the primary.',
  },
  primary_auto_position: {
    type: 'bool',
    default: false,
    aliases: ['master_auto_position'],
    description: 'Replicate by GTID (MySQL).',
  },
  primary_use_gtid: {
    type: 'str',
    aliases: ['master_use_gtid'],
    choices: ['current_pos', 'replica_pos', 'disabled'],
    description: 'Replicate by GTID (MariaDB).',
  },
  primary_delay: { type: 'int', aliases: ['master_delay'], description: 'Seconds to lag behind.' },
  connection_name: { type: 'str', description: 'Name of the connection (MariaDB).' },
  channel: { type: 'str', description: 'Name of the channel (MySQL).' },
  fail_on_error: { type: 'bool', default: false, description: 'Fail when the server refuses.' },
} as const satisfies OptionSchema

export const examples = `
- name: Ask how replication does
  community.mysql.mysql_replication:
    mode: getreplica
    login_unix_socket: /run/mysqld/mysqld.sock
  register: replica
`
