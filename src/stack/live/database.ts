import type { Observer } from '../../host/observation.ts'
import { type LoginArgs, loginOf } from '../../modules/mysql/login.ts'
import { type Answer, ask } from '../../modules/mysql/query.ts'
import { rawSql } from '../../modules/mysql/sql.ts'
import { statusOf } from '../../modules/replica/status.ts'
import type { RoleVariables } from '../roleVariables.ts'
import type { DatabaseSighting } from './sighting.ts'

/** How a database is, asked as root over its socket: whether it takes writes, and how replication stands. */
export async function lookAtDatabase(
  observer: Observer,
  variables: RoleVariables,
): Promise<DatabaseSighting> {
  const login = loginOf(loginArgs(variables.text('mysql_socket') || '/run/mysqld/mysqld.sock'))
  const [settings, status] = await Promise.all([
    ask(observer, login, rawSql('SELECT @@read_only AS read_only')),
    ask(observer, login, rawSql('SHOW REPLICA STATUS')),
  ])
  if (settings.kind !== 'rows') return { kind: 'silent', reason: reasonOf(settings) }
  const row = status.kind === 'rows' ? status.rows[0] : undefined
  return {
    kind: 'answers',
    readOnly: ['1', 'ON'].includes(settings.rows[0]?.['read_only'] ?? ''),
    replication: row === undefined ? undefined : statusOf(row),
  }
}

function loginArgs(socket: string): LoginArgs {
  return {
    login_user: undefined,
    login_password: undefined,
    login_host: 'localhost',
    login_port: 3306,
    login_unix_socket: socket,
    config_file: '',
    connect_timeout: 5,
    client_cert: undefined,
    client_key: undefined,
    ca_cert: undefined,
    check_hostname: undefined,
  }
}

function reasonOf(answer: Exclude<Answer, { kind: 'rows' }>): string {
  return answer.kind === 'no-client' ? 'no database is installed' : answer.error.message
}
