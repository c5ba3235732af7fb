import type { Row } from './results.ts'
import { type Sql, sql } from './sql.ts'

/** What a connection must be: nothing, TLS, a certificate, or one of certain kind. */
export type TlsRequirement = 'SSL' | 'X509' | Readonly<Record<string, string>> | undefined

/** One account as the server's own tables have it. */
export interface Account {
  readonly user: string
  readonly host: string
  readonly plugin: string
  /** The stored hash, byte for byte (latin1). */
  readonly hash: string
  readonly tls: TlsRequirement
  readonly limits: Readonly<Record<string, number>>
  /** Undefined where mysql.user does not say it (MariaDB). */
  readonly locked: boolean | undefined
}

/** All accounts of that name. The hash of caching_sha2_password holds control characters, hence HEX. */
export function accountsQuery(user: string): Sql {
  return sql`SELECT *, HEX(authentication_string) AS stack_hash FROM mysql.user WHERE User = ${user}`
}

/** MariaDB keeps what mysql.user does not show in a JSON document. */
export function privilegeDocumentQuery(user: string): Sql {
  return sql`SELECT Host AS host, Priv AS priv FROM mysql.global_priv WHERE User = ${user}`
}

export function accountOf(row: Row): Account {
  const column = (name: string) => row[name] ?? ''
  const amount = (name: string) => Number(row[name] ?? 0)
  const isMariaDb = 'max_statement_time' in row
  return {
    user: column('User'),
    host: column('Host'),
    plugin: column('plugin'),
    hash: Buffer.from(column('stack_hash'), 'hex').toString('latin1'),
    tls: tlsOf(column('ssl_type'), {
      CIPHER: column('ssl_cipher'),
      ISSUER: column('x509_issuer'),
      SUBJECT: column('x509_subject'),
    }),
    limits: {
      MAX_QUERIES_PER_HOUR: amount('max_questions'),
      MAX_UPDATES_PER_HOUR: amount('max_updates'),
      MAX_CONNECTIONS_PER_HOUR: amount('max_connections'),
      MAX_USER_CONNECTIONS: amount('max_user_connections'),
      ...(isMariaDb ? { MAX_STATEMENT_TIME: amount('max_statement_time') } : {}),
    },
    locked: 'account_locked' in row ? row['account_locked'] === 'Y' : undefined,
  }
}

/** From a row of MariaDB's mysql.global_priv. */
export function isLocked(document: string): boolean {
  const parsed: unknown = JSON.parse(document)
  return (
    typeof parsed === 'object' &&
    parsed !== null &&
    'account_locked' in parsed &&
    parsed.account_locked === true
  )
}

function tlsOf(type: string, details: Readonly<Record<string, string>>): TlsRequirement {
  if (type === 'ANY') return 'SSL'
  if (type === 'X509') return 'X509'
  if (type !== 'SPECIFIED') return undefined
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ''))
}
