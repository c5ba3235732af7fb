import type { Privileges } from './privileges.ts'
import { rawSql, type Sql, sql } from './sql.ts'

export interface PrivilegeOptions {
  readonly append: boolean
  readonly subtract: boolean
  /** The privileges that ALL on `*.*` stands for, where SHOW GRANTS lists them one by one (MySQL 8). */
  readonly all: ReadonlySet<string>
}

export interface PrivilegePlan {
  readonly statements: readonly Sql[]
  /** Ansible's message; undefined when nothing changes. */
  readonly message: string | undefined
}

interface Change {
  readonly object: string
  readonly grant: readonly string[]
  readonly revoke: readonly string[]
  /**
   * MySQL 8 and 9 drop a dynamic privilege and its grant option from the tables at once, but (seen in 9.7) go
   * on honouring what they keep in memory until told to read the tables again.
   */
  readonly flush?: boolean
}

/** The grants and revocations that lead from the privileges an account has to those wanted. */
export function planPrivileges(
  user: string,
  host: string,
  current: Privileges,
  wanted: Privileges,
  options: PrivilegeOptions,
): PrivilegePlan {
  const stale = options.append || options.subtract ? [] : staleObjects(user, current, wanted)
  const changes = [
    ...stale.map((object) => staleChange(object, current)),
    ...[...wanted.keys()].map((object) => changeOf(object, current, wanted, options)),
  ].filter(({ grant, revoke }) => grant.length + revoke.length > 0)
  return {
    statements: changes.flatMap((change) => statementsOf(change, user, host)),
    message: messageOf(changes, current),
  }
}

/** What the account has on things that are not named any more; those of root and of proxies are left alone. */
function staleObjects(user: string, current: Privileges, wanted: Privileges): string[] {
  if (user === 'root') return []
  return [...current].flatMap(([object, privileges]) =>
    wanted.has(object) || privileges.has('PROXY') ? [] : [object],
  )
}

function staleChange(object: string, current: Privileges): Change {
  const revoke = [...(current.get(object) ?? [])]
  return { object, grant: [], revoke, flush: object === '*.*' && revoke.some(isDynamic) }
}

function changeOf(
  object: string,
  current: Privileges,
  wanted: Privileges,
  { append, subtract, all }: PrivilegeOptions,
): Change {
  const has = current.get(object) ?? new Set<string>()
  const asked = wanted.get(object) ?? new Set<string>()
  const hasAll =
    has.has('ALL') || (object === '*.*' && all.size > 0 && [...all].every((name) => has.has(name)))
  const covered = (name: string) => has.has(name) || (name !== 'GRANT' && hasAll)
  if (subtract) {
    const named = [...asked].filter((name) => (name === 'ALL' ? ordinary(has).length > 0 : covered(name)))
    return { object, grant: [], revoke: named, flush: object === '*.*' && [...has].some(isDynamic) }
  }
  const grant = [...asked].filter((name) => !covered(name))
  if (append) return { object, grant, revoke: [] }
  const kept = (name: string) => asked.has(name) || (asked.has('ALL') && name !== 'GRANT' && name !== 'PROXY')
  const revoke = [...has].filter((name) => !kept(name))
  // Revoking ALL takes away what was also asked for by name.
  const again = revoke.includes('ALL')
    ? [...asked].filter((name) => name !== 'GRANT' || !has.has('GRANT'))
    : grant
  return { object, grant: again, revoke, flush: object === '*.*' && [...has].some(isDynamic) }
}

/** The names of MySQL's dynamic privileges have underscores, those of the others do not. */
function isDynamic(name: string): boolean {
  return name.includes('_')
}

function ordinary(privileges: ReadonlySet<string>): string[] {
  return [...privileges].filter((name) => name !== 'GRANT' && name !== 'PROXY')
}

function statementsOf({ object, grant, revoke, flush }: Change, user: string, host: string): Sql[] {
  const on = rawSql(object)
  const statements = revocations(revoke).map(
    (list) => sql`REVOKE ${rawSql(list)} ON ${on} FROM ${user}@${host}`,
  )
  if (flush === true && revoke.length > 0) statements.push(sql`FLUSH PRIVILEGES`)
  if (grant.length === 0) return statements
  const given = grant.filter((name) => name !== 'GRANT')
  const list = rawSql(given.length === 0 ? 'USAGE' : given.join(', '))
  const option = rawSql(grant.includes('GRANT') ? ' WITH GRANT OPTION' : '')
  return [...statements, sql`GRANT ${list} ON ${on} TO ${user}@${host}${option}`]
}

/** Lists to revoke, each in a statement of its own: ALL cannot stand beside others. */
function revocations(revoke: readonly string[]): string[] {
  const names = revoke.map((name) => (name === 'GRANT' ? 'GRANT OPTION' : name))
  const others = names.filter((name) => name !== 'ALL')
  return [...(others.length > 0 ? [others.join(', ')] : []), ...(names.includes('ALL') ? ['ALL'] : [])]
}

function messageOf(changes: readonly Change[], current: Privileges): string | undefined {
  const last = changes.at(-1)
  if (last === undefined) return undefined
  if (last.grant.length === 0 && !changes.some((change) => change.grant.length > 0))
    return 'Privileges updated'
  if (!current.has(last.object)) return 'New privileges granted'
  const list = (names: readonly string[]) => `[${names.map((name) => `'${name}'`).join(', ')}]`
  return `Privileges updated: granted ${list(last.grant)}, revoked ${list(last.revoke)}`
}
