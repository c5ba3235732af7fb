import type { MaybeSecret, Secret } from '../../shell/secret.ts'
import type { Server } from '../mysql/server.ts'
import { joinSql, rawSql, type Sql, sql } from '../mysql/sql.ts'

/** Where a replica gets its changes from. */
export interface Source {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: Secret
  readonly tls: boolean
  readonly ca: string | undefined
}

/**
 * The statement that sets where to replicate from, up to the position, which is put behind it:
 * CHANGE REPLICATION SOURCE TO (MySQL 8.0.23 and later) or CHANGE MASTER TO (MariaDB).
 */
export function changeSource(source: Source, server: Server): Sql {
  return change(server, [
    ['HOST', source.host],
    ['PORT', source.port],
    ...loginSettings(source, server),
    ['CONNECT_RETRY', 10],
    ...(server.flavour === 'mysql'
      ? ([
          ['RETRY_COUNT', 86_400],
          ['AUTO_POSITION', 0],
        ] as const)
      : ([['USE_GTID', rawSql('no')]] as const)),
  ])
}

/** The same without anything that would make the server forget its position. */
export function changeLogin(source: Source, server: Server): Sql {
  return change(server, loginSettings(source, server))
}

type Setting = readonly [string, MaybeSecret | number | Sql]

function loginSettings(source: Source, server: Server): Setting[] {
  const { user, password, tls, ca } = source
  const verify: readonly Setting[] =
    ca === undefined
      ? []
      : [
          ['SSL_CA', ca],
          ['SSL_VERIFY_SERVER_CERT', 1],
        ]
  // Without TLS a caching_sha2 password travels under the key that the primary hands out.
  const key: readonly Setting[] = server.flavour === 'mysql' && !tls ? [['PUBLIC_KEY', 1]] : []
  return [['USER', user], ['PASSWORD', password], ['SSL', tls ? 1 : 0], ...verify, ...key]
}

function change(server: Server, settings: readonly Setting[]): Sql {
  const isMySql = server.flavour === 'mysql'
  const prefix = isMySql ? 'SOURCE' : 'MASTER'
  const parts = settings.map(([name, value]) => {
    const full = name === 'PUBLIC_KEY' ? 'GET_SOURCE_PUBLIC_KEY' : `${prefix}_${name}`
    return sql`${rawSql(full)} = ${value}`
  })
  const verb = rawSql(isMySql ? 'CHANGE REPLICATION SOURCE TO' : 'CHANGE MASTER TO')
  return sql`${verb} ${joinSql(parts, ', ')}`
}
