import type { ArgsOf } from '../../source/schema.ts'
import type { replicationOptions } from './replicationOptions.ts'
import { isAtLeast, type Server } from './server.ts'
import { joinSql, rawSql, type Sql, sql } from './sql.ts'

type Args = ArgsOf<typeof replicationOptions>
type Connection = Pick<Args, 'connection_name' | 'channel'>

/** Statements of replication as one server's version knows them. */
export interface ReplicationWords {
  readonly primaryStatus: string
  readonly resetPrimary: string
  /** `SOURCE` or `MASTER`, before the settings of CHANGE. */
  readonly prefix: string
  readonly change: string
  readonly replicaStatus: (connection: Connection) => Sql
  readonly onReplica: (verb: string, connection: Connection, more?: string) => Sql
}

/**
 * MySQL 8.4 took away what 8.0.22 to 8.2 had renamed; MariaDB knows REPLICA since 10.5.1 and keeps MASTER.
 */
export function wordsOf(server: Server): ReplicationWords {
  const isMySql = server.flavour === 'mysql'
  const renamed = isMySql && isAtLeast(server, 8, 0, 23)
  const binaryLog = isMySql && isAtLeast(server, 8, 2)
  const replica = (isMySql ? isAtLeast(server, 8, 0, 22) : isAtLeast(server, 10, 5, 1)) ? 'REPLICA' : 'SLAVE'
  const named = ({ connection_name: name }: Connection) => (name ? sql` ${name}` : rawSql(''))
  const onChannel = ({ channel }: Connection) => (channel ? sql` FOR CHANNEL ${channel}` : rawSql(''))
  return {
    primaryStatus: binaryLog ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS',
    resetPrimary: binaryLog ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER',
    prefix: renamed ? 'SOURCE' : 'MASTER',
    change: renamed ? 'CHANGE REPLICATION SOURCE' : 'CHANGE MASTER',
    replicaStatus: (connection) =>
      sql`SHOW ${rawSql(replica)}${named(connection)} STATUS${onChannel(connection)}`,
    onReplica: (verb, connection, more = '') =>
      sql`${rawSql(`${verb} ${replica}`)}${named(connection)}${rawSql(more)}${onChannel(connection)}`,
  }
}

/** CHANGE … TO with the settings that were given; `shown` has no password in it. */
export function changeStatement(args: Args, words: ReplicationWords): { statement: Sql; shown: string } {
  const settings = settingsOf(args)
  const part = ([name, value]: Setting) => sql`${rawSql(keyword(name, words))}=${value}`
  const name = args.connection_name ? sql` ${args.connection_name}` : rawSql('')
  const channel = args.channel ? sql` FOR CHANNEL ${args.channel}` : rawSql('')
  const whole = (list: readonly Setting[]) =>
    sql`${rawSql(words.change)}${name} TO ${joinSql(list.map(part), ',')}${channel}`
  const masked = settings.map(
    ([key, value]): Setting => (key === 'PASSWORD' ? [key, '********'] : [key, value]),
  )
  return { statement: whole(settings), shown: String(whole(masked).text) }
}

type Setting = readonly [string, Parameters<typeof sql>[1]]

function settingsOf(args: Args): Setting[] {
  const gtid = args.primary_use_gtid === 'replica_pos' ? 'slave_pos' : args.primary_use_gtid
  const flag = (value: boolean | undefined) => (value === undefined ? undefined : Number(value))
  const all: readonly (readonly [string, Parameters<typeof sql>[1] | undefined])[] = [
    ['HOST', args.primary_host],
    ['USER', args.primary_user],
    ['PASSWORD', args.primary_password],
    ['PORT', args.primary_port],
    ['CONNECT_RETRY', args.primary_connect_retry],
    ['LOG_FILE', args.primary_log_file],
    ['LOG_POS', args.primary_log_pos],
    ['DELAY', args.primary_delay],
    ['RELAY_LOG_FILE', args.relay_log_file],
    ['RELAY_LOG_POS', args.relay_log_pos],
    ['SSL', flag(args.primary_ssl)],
    ['SSL_CA', args.primary_ssl_ca],
    ['SSL_CAPATH', args.primary_ssl_capath],
    ['SSL_CERT', args.primary_ssl_cert],
    ['SSL_KEY', args.primary_ssl_key],
    ['SSL_CIPHER', args.primary_ssl_cipher],
    ['SSL_VERIFY_SERVER_CERT', args.primary_ssl_verify_server_cert ? 1 : undefined],
    ['AUTO_POSITION', args.primary_auto_position ? 1 : undefined],
    ['USE_GTID', gtid === undefined ? undefined : rawSql(gtid === 'disabled' ? 'no' : gtid)],
  ]
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

function keyword(name: string, words: ReplicationWords): string {
  return name.startsWith('RELAY_') ? name : `${words.prefix}_${name}`
}
