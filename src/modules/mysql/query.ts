import { StackError } from '../../errors.ts'
import type { ObservationKind, Observer } from '../../host/observation.ts'
import type { Reply } from '../../shell/request.ts'
import { revealText } from '../../shell/secret.ts'
import { ModuleFailure } from '../module.ts'
import { type Run, readRequest, statementText } from './client.ts'
import type { Login } from './login.ts'
import { type ClientError, parseErrors, parseResults, type Row } from './results.ts'
import { rawSql, type Sql } from './sql.ts'

export interface Query {
  readonly login: Login
  readonly statement: Sql
}

/** What a server answered to one query, or why it could not be asked. */
export type Answer =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'error'; readonly error: ClientError }
  | { readonly kind: 'unreachable'; readonly error: ClientError }
  | { readonly kind: 'no-client' }

/**
 * What a MySQL or MariaDB server says: all queries of one tick under one login are one run of the client.
 * Replication carries what happens on one host to others, hence the scope.
 */
export const mysqlQuery: ObservationKind<Query, Answer> = {
  name: 'mysql',
  scope: 'network',
  id: ({ login, statement }) => `${login.id} ${revealText(statement.text)}`,
  fetch: (queries) => readRequest(runsOf(queries)),
  parse: (reply, queries) => parseAnswers(reply, queries),
}

/** Asks one query. @throws StackError when the host cannot be read */
export function ask(host: Observer, login: Login, statement: Sql): Promise<Answer> {
  return host.observe(mysqlQuery, { login, statement })
}

/**
 * The rows of an answer.
 * @throws ModuleFailure when the server could not be reached (with Ansible's words) or the query failed
 */
export function rowsOf(answer: Answer, configFile: string): readonly Row[] {
  if (answer.kind === 'rows') return answer.rows
  if (answer.kind === 'error') {
    throw new ModuleFailure(`(${answer.error.code}, "${answer.error.message}")`)
  }
  throw connectionFailure(answer, configFile)
}

/** Why there is no connection, in Ansible's words. */
export function connectionFailure(
  answer: Extract<Answer, { kind: 'unreachable' | 'no-client' }>,
  configFile: string,
): ModuleFailure {
  if (answer.kind === 'no-client') {
    const message = 'A MySQL client is required: neither mariadb nor mysql is installed on this host.'
    return new ModuleFailure(message, {}, 'install mariadb-client or mysql-client before this task')
  }
  const { code, message } = answer.error
  return new ModuleFailure(
    `unable to connect to database, check login_user and login_password are correct or ${configFile} has the credentials. Exception message: (${code}, "${message}")`,
  )
}

interface Group {
  readonly login: Login
  readonly indexes: readonly number[]
  readonly run: Run
}

function runsOf(queries: readonly Query[]): Run[] {
  return groupsOf(queries).map((group) => group.run)
}

/** A marking result set before each query tells which of them returned what. */
function groupsOf(queries: readonly Query[]): Group[] {
  const logins = new Map(queries.map(({ login }) => [login.id, login]))
  return [...logins.values()].map((login) => {
    const indexes = queries.flatMap((query, index) => (query.login.id === login.id ? [index] : []))
    const statements = indexes.flatMap((index) => {
      const query = queries[index]
      return query === undefined ? [] : [rawSql(`SELECT ${index} AS ${MARK}`), query.statement]
    })
    return { login, indexes, run: { login, statements } }
  })
}

const MARK = 'stack_mark'

function parseAnswers(reply: Reply, queries: readonly Query[]): Answer[] {
  const code = reply.exit.kind === 'code' ? reply.exit.code : -1
  if (code === 127) return queries.map(() => ({ kind: 'no-client' }))
  const outputs = reply.stdout.toString('utf8').split('\0')
  const complaints = reply.stderr.toString('utf8').split('\0')
  const answers = new Map<number, Answer>()
  groupsOf(queries).forEach((group, place) => {
    const found = answersOf(group, outputs[place * 2] ?? '', complaints[place] ?? '')
    for (const [index, answer] of found) answers.set(index, answer)
  })
  if (code !== 0) throw new StackError('task', 'the MySQL client was stopped before it had answered')
  return queries.map((_query, index) => answers.get(index) ?? { kind: 'rows', rows: [] })
}

function answersOf(group: Group, output: string, complaint: string): Map<number, Answer> {
  const answers = new Map<number, Answer>()
  const sets = parseResults(output)
  const errors = parseErrors(complaint)
  if (sets.length === 0) {
    const error = errors[0] ?? { code: 0, message: complaint.trim() || 'no answer', line: undefined }
    for (const index of group.indexes) answers.set(index, { kind: 'unreachable', error })
    return answers
  }
  let current = -1
  for (const { rows } of sets) {
    const mark = rows[0]?.[MARK]
    if (mark === undefined) answers.set(current, { kind: 'rows', rows })
    else current = Number(mark)
  }
  for (const error of errors) {
    const index = group.indexes[Math.floor((statementAt(group.run, error.line ?? 0) - 2) / 2)]
    if (index !== undefined) answers.set(index, { kind: 'error', error })
  }
  return answers
}

/** Which statement of a run (the first is the session's own) begins on that line or before it. */
function statementAt(run: Run, line: number): number {
  let start = statementText([]).split('\n').length
  let place = 0
  for (const statement of run.statements) {
    if (start > line) break
    place += 1
    start += revealText(statement.text).split('\n').length + 1
  }
  return place
}
