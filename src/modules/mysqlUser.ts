import type { Observer } from '../host/observation.ts'
import type { ArgsOf } from '../source/schema.ts'
import { type Diff, ModuleFailure, type Plan, type Step, stateModule } from './module.ts'
import { type Account, accountOf, accountsQuery, isLocked, privilegeDocumentQuery } from './mysql/account.ts'
import { limitChanges, requireClause, sameTls, wantedTls } from './mysql/accountPlan.ts'
import { identifiedAnew, identifiedBy } from './mysql/authentication.ts'
import { applyRequest } from './mysql/client.ts'
import { type Login, loginOf } from './mysql/login.ts'
import { planPrivileges } from './mysql/privilegePlan.ts'
import { type Privileges, parseGrants, parsePriv } from './mysql/privileges.ts'
import { type Answer, ask, rowsOf } from './mysql/query.ts'
import { askServer, type Server, serverOf } from './mysql/server.ts'
import { sessionStatements } from './mysql/session.ts'
import { joinSql, rawSql, type Sql, sql } from './mysql/sql.ts'
import { constraints, examples, userOptions as options } from './mysql/userOptions.ts'

type Args = ArgsOf<typeof options>

interface State {
  readonly login: Login
  readonly server: Answer
  readonly accounts: Answer
  /** SHOW GRANTS, by host. */
  readonly grants: ReadonlyMap<string, Answer>
  /** SHOW PRIVILEGES, where it is needed to tell what ALL means. */
  readonly privileges: Answer | undefined
  /** MariaDB's documents, where they are needed to tell whether an account is locked. */
  readonly documents: Answer | undefined
}

/** What is to be done to one account, and what Ansible would say of it. */
interface Change {
  readonly statements: readonly Sql[]
  readonly message: string | undefined
  readonly passwordChanged: boolean
  readonly diff: Diff | undefined
}

/**
 * Accounts and their privileges. Passwords are compared with the stored hash here, so a caching_sha2_password
 * account is not salted anew by each run.
 */
export const mysqlUser = stateModule({
  name: 'mysql_user',
  collection: 'community.mysql',
  summary: 'Adds, changes and removes MySQL and MariaDB users and their privileges.',
  options,
  constraints,
  examples,
  async probe(host, args): Promise<State> {
    const login = loginOf(args, args.check_implicit_admin)
    const wantsAll = args.priv !== undefined && /\bALL\b/i.test(JSON.stringify(args.priv))
    const [server, accounts, privileges, documents, single] = await Promise.all([
      askServer(host, login),
      ask(host, login, accountsQuery(args.user)),
      wantsAll ? ask(host, login, rawSql('SHOW PRIVILEGES')) : undefined,
      args.locked === undefined ? undefined : ask(host, login, privilegeDocumentQuery(args.user)),
      args.priv === undefined || args.host_all ? undefined : askGrants(host, login, args.user, hostOf(args)),
    ])
    const grants = new Map(single === undefined ? [] : [[hostOf(args), single] as const])
    if (args.host_all && args.priv !== undefined && accounts.kind === 'rows') {
      const hosts = accounts.rows.map((row) => row['Host'] ?? '')
      const found = await Promise.all(hosts.map((one) => askGrants(host, login, args.user, one)))
      hosts.forEach((one, index) => {
        const answer = found[index]
        if (answer !== undefined) grants.set(one, answer)
      })
    }
    return { login, server, accounts, grants, privileges, documents }
  },
  plan(args, state): Plan {
    const server = serverOf(state.server, args.config_file)
    const accounts = rowsOf(state.accounts, args.config_file).map(accountOf)
    const meant = args.host_all
      ? accounts
      : accounts.filter((account) => sameHost(account.host, hostOf(args)))
    if (args.state === 'absent') return absentPlan(args, state, meant)
    const changes =
      meant.length === 0
        ? [creation(args, server, accounts)]
        : meant.map((account) => modification(args, state, server, account))
    return planOf(args, state, changes, meant.length === 0 ? 'create' : 'change')
  },
})

function absentPlan(args: Args, state: State, accounts: readonly Account[]): Plan {
  const statements = accounts.map((account) => sql`DROP USER ${account.user}@${account.host}`)
  const message = statements.length === 0 ? "User doesn't exist" : 'User deleted'
  return planOf(args, state, [{ statements, message, passwordChanged: false, diff: undefined }], 'remove')
}

function creation(args: Args, server: Server, namesakes: readonly Account[]): Change {
  if (args.host_all) throw new ModuleFailure('host_all parameter cannot be used when adding a user')
  const name = sql`${args.user}@${hostOf(args)}`
  const reused = args.update_password === 'on_new_username' ? soleAuthentication(namesakes) : undefined
  const tls = wantedTls(args.tls_requires)
  const parts = [
    sql`CREATE USER ${name}`,
    reused === undefined
      ? identifiedBy(args, server)
      : sql`IDENTIFIED WITH ${rawSql(reused.plugin)} AS ${reused.hash}`,
    ...(tls === undefined ? [] : [requireClause(tls)]),
  ]
  const wanted = args.priv === undefined || args.subtract_privs ? new Map() : parsePriv(args.priv, server)
  const privileges = planPrivileges(args.user, hostOf(args), new Map(), wanted, {
    append: true,
    subtract: false,
    all: new Set(),
  })
  return {
    statements: [
      joinSql(parts, ' '),
      ...privileges.statements,
      ...alterations(
        args,
        name,
        limitChanges(args.resource_limits, undefined, server.flavour === 'mariadb'),
        args.locked === true,
      ),
    ],
    message: 'User added',
    passwordChanged: reused === undefined,
    diff: diffOf(args.user, hostOf(args), undefined, wanted),
  }
}

function modification(args: Args, state: State, server: Server, account: Account): Change {
  const name = sql`${account.user}@${account.host}`
  const clause = args.update_password === 'always' ? identifiedAnew(args, account, server) : undefined
  const current = currentPrivileges(args, state, server, account)
  const wanted = current === undefined ? undefined : parsePriv(args.priv, server)
  const privileges =
    current === undefined || wanted === undefined
      ? { statements: [], message: undefined }
      : planPrivileges(account.user, account.host, current, wanted, {
          append: args.append_privs,
          subtract: args.subtract_privs,
          all: allPrivileges(state.privileges),
        })
  const tls = wantedTls(args.tls_requires)
  const tlsDiffers = account.user !== '' && !sameTls(account.tls, tls)
  const limits = limitChanges(args.resource_limits, account, server.flavour === 'mariadb')
  const lockDiffers = args.locked !== undefined && args.locked !== lockedNow(state, account)
  return {
    statements: [
      ...(clause === undefined ? [] : [sql`ALTER USER ${name} ${clause}`]),
      ...privileges.statements,
      ...(tlsDiffers ? [sql`ALTER USER ${name} ${requireClause(tls)}`] : []),
      ...alterations(args, name, limits, lockDiffers),
    ],
    message: messageOf(clause !== undefined, privileges.message, tlsDiffers),
    passwordChanged: clause !== undefined,
    diff: privileges.message === undefined ? undefined : diffOf(account.user, account.host, current, wanted),
  }
}

function messageOf(password: boolean, privileges: string | undefined, tls: boolean): string | undefined {
  if (tls) return 'TLS requires updated'
  return privileges ?? (password ? 'Password updated (new style)' : undefined)
}

function alterations(args: Args, name: Sql, limits: readonly string[], lock: boolean): Sql[] {
  return [
    ...(limits.length === 0 ? [] : [sql`ALTER USER ${name} WITH ${rawSql(limits.join(' '))}`]),
    ...(lock ? [sql`ALTER USER ${name} ACCOUNT ${rawSql(args.locked === true ? 'LOCK' : 'UNLOCK')}`] : []),
  ]
}

function planOf(args: Args, state: State, changes: readonly Change[], verb: string): Plan {
  const statements = changes.flatMap((change) => change.statements)
  const values = {
    user: args.user,
    msg:
      changes.map((change) => change.message).findLast((message) => message !== undefined) ??
      'User unchanged',
    password_changed: changes.some((change) => change.passwordChanged),
  }
  if (statements.length === 0) return { steps: [], values }
  const diff = changes.find((change) => change.diff !== undefined)?.diff
  const step: Step = {
    title: `${verb} MySQL user '${args.user}'@'${args.host_all ? '(all hosts)' : hostOf(args)}'`,
    request: applyRequest(
      { login: state.login, statements: [...sessionStatements(args), ...statements] },
      args.force_context ? { database: 'mysql' } : {},
    ),
    ...(diff === undefined ? {} : { diff }),
  }
  return { steps: [step], values }
}

function askGrants(host: Observer, login: Login, user: string, at: string): Promise<Answer> {
  return ask(host, login, sql`SHOW GRANTS FOR ${user}@${at}`)
}

function currentPrivileges(
  args: Args,
  state: State,
  server: Server,
  account: Account,
): Privileges | undefined {
  const answer = state.grants.get(args.host_all ? account.host : hostOf(args))
  if (args.priv === undefined || answer === undefined) return undefined
  const lines = rowsOf(answer, args.config_file).map((row) => Object.values(row)[0] ?? '')
  return parseGrants(lines, server)
}

/** Upper-case names of all privileges that `ALL ON *.*` gives, from SHOW PRIVILEGES. */
function allPrivileges(answer: Answer | undefined): ReadonlySet<string> {
  if (answer?.kind !== 'rows') return new Set()
  const names = answer.rows.map((row) => (row['Privilege'] ?? '').toUpperCase())
  return new Set(names.filter((name) => !['GRANT OPTION', 'PROXY', 'USAGE', ''].includes(name)))
}

function lockedNow(state: State, account: Account): boolean {
  if (account.locked !== undefined) return account.locked
  if (state.documents?.kind !== 'rows') return false
  const row = state.documents.rows.find((one) => one['host'] === account.host)
  return isLocked(row?.['priv'] ?? '{}')
}

/** The one way in which all accounts of that name are authenticated; undefined when they differ. */
function soleAuthentication(accounts: readonly Account[]): Account | undefined {
  const [first, ...others] = accounts
  return others.every((other) => other.plugin === first?.plugin && other.hash === first.hash)
    ? first
    : undefined
}

function hostOf(args: Args): string {
  return args.host.toLowerCase()
}

function sameHost(a: string, b: string): boolean {
  return a.toLowerCase() === b
}

function diffOf(
  user: string,
  host: string,
  before: Privileges | undefined,
  after: Privileges | undefined,
): Diff {
  const text = (privileges: Privileges | undefined) =>
    [...(privileges ?? [])].map(([object, names]) => `${object}: ${[...names].sort().join(', ')}\n`).join('')
  const header = `privileges of '${user}'@'${host}'`
  return {
    before: text(before),
    after: text(after),
    beforeHeader: `before: ${header}`,
    afterHeader: `after: ${header}`,
  }
}
