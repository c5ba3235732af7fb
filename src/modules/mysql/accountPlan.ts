import { ModuleFailure } from '../module.ts'
import type { Account, TlsRequirement } from './account.ts'
import { joinSql, rawSql, type Sql, sql } from './sql.ts'

/** The option `tls_requires` as the server would have it. */
export function wantedTls(option: Readonly<Record<string, unknown>> | undefined): TlsRequirement {
  const entries = Object.entries(option ?? {}).map(([name, value]) => [name.toUpperCase(), value] as const)
  if (entries.length === 0) return undefined
  const details = entries.filter(([name]) => name !== 'SSL' && name !== 'X509')
  if (details.length > 0) return Object.fromEntries(details.map(([name, value]) => [name, String(value)]))
  return entries.some(([name]) => name === 'X509') ? 'X509' : 'SSL'
}

export function sameTls(a: TlsRequirement, b: TlsRequirement): boolean {
  const sorted = (tls: TlsRequirement) =>
    typeof tls === 'object' ? Object.entries(tls).sort() : (tls ?? null)
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** `REQUIRE …`. @throws ModuleFailure for a requirement that no server knows */
export function requireClause(tls: TlsRequirement): Sql {
  if (tls === undefined) return rawSql('REQUIRE NONE')
  if (typeof tls === 'string') return rawSql(`REQUIRE ${tls}`)
  const parts = Object.entries(tls).map(([name, value]) => {
    if (!['CIPHER', 'ISSUER', 'SUBJECT'].includes(name)) {
      throw new ModuleFailure(
        `tls_requires: '${name}' is unknown`,
        {},
        'use SSL, X509, SUBJECT, ISSUER or CIPHER',
      )
    }
    return sql`${rawSql(name)} ${value}`
  })
  return sql`REQUIRE ${joinSql(parts, ' AND ')}`
}

/**
 * Limits that differ from those wanted, as `NAME number`.
 * @throws ModuleFailure for a limit that the server does not have or that is no number
 */
export function limitChanges(
  wanted: Readonly<Record<string, unknown>> | undefined,
  account: Account | undefined,
  isMariaDb: boolean,
): string[] {
  return Object.entries(wanted ?? {}).flatMap(([name, value]) => {
    if (name === 'MAX_STATEMENT_TIME' && !isMariaDb) {
      throw new ModuleFailure('MAX_STATEMENT_TIME resource limit is only supported by MariaDB.')
    }
    if (!LIMITS.includes(name)) throw new ModuleFailure(`resource_limits: key '${name}' is unsupported.`)
    const number = Number(value)
    if (!Number.isFinite(number)) throw new ModuleFailure(`Can't convert value '${value}' to integer.`)
    return account?.limits[name] === number || (account === undefined && number === 0)
      ? []
      : [`${name} ${number}`]
  })
}

const LIMITS = [
  'MAX_QUERIES_PER_HOUR',
  'MAX_UPDATES_PER_HOUR',
  'MAX_CONNECTIONS_PER_HOUR',
  'MAX_USER_CONNECTIONS',
  'MAX_STATEMENT_TIME',
]
