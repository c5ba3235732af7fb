import { succeeded } from '../shell/request.ts'
import type { ArgsOf } from '../source/schema.ts'
import { type ActionHost, type ActionResult, actionModule, ModuleFailure } from './module.ts'
import { applyRequest } from './mysql/client.ts'
import { type ColumnTypes, parseTypes, typedRow, typeProbe } from './mysql/columnTypes.ts'
import { type Login, loginOf, loginOptions } from './mysql/login.ts'
import { connectionFailure } from './mysql/query.ts'
import { parseErrors, parseResults, type ResultSet } from './mysql/results.ts'
import { rawSql } from './mysql/sql.ts'
import { changes, formatQuery, type QueryArguments, readsOnly } from './mysql/userQuery.ts'

const options = {
  ...loginOptions,
  query: { type: 'raw', required: true, description: 'A statement, or a list of statements.' },
  positional_args: { type: 'list', elements: 'raw', description: 'Values for `%s` in the statements.' },
  named_args: { type: 'dict', description: 'Values for `%(name)s` in the statements.' },
  login_db: { type: 'str', description: 'Database to work in.' },
  single_transaction: {
    type: 'bool',
    default: false,
    description: 'All statements in one transaction, instead of each in its own.',
  },
} as const

type Args = ArgsOf<typeof options>

/** Statements of the user's own. Results are lists of rows, numbers as numbers. */
export const mysqlQuery = actionModule({
  name: 'mysql_query',
  collection: 'community.mysql',
  summary: 'Runs statements on a MySQL or MariaDB server and returns their rows.',
  options,
  constraints: { mutuallyExclusive: [['positional_args', 'named_args']] },
  examples: `
- name: Count the notes of one author
  community.mysql.mysql_query:
    login_db: app
    query: SELECT COUNT(*) AS notes FROM notes WHERE author = %s
    positional_args: [alice]
    login_unix_socket: /run/mysqld/mysqld.sock
  register: found
`,
  readOnly: (args) => queriesOf(args).every(readsOnly),
  async run(host, args, _task, signal): Promise<ActionResult> {
    const login = loginOf(args)
    const values: QueryArguments = args.positional_args ?? args.named_args
    const queries = queriesOf(args).map((query) => formatQuery(query, values))
    const types = await typesOf(host, login, queries, args.login_db)
    const sets = await runAll(host, args, login, queries, signal)
    const results = queries.map((query, index) => resultOf(query, sets[index] ?? [], types.get(index)))
    return {
      changed: results.some((result) => result.changed),
      values: {
        executed_queries: queries,
        query_result: results.map((result) => result.rows),
        rowcount: results.map((result) => result.count),
      },
    }
  },
})

function queriesOf(args: Args): readonly string[] {
  const { query } = args
  const list: readonly unknown[] = Array.isArray(query) ? query : [query]
  return list.map((element) => {
    if (typeof element === 'string') return element
    if (Array.isArray(query)) {
      throw new ModuleFailure(
        `the elements in query list must be strings, passed '${JSON.stringify(element)}'`,
      )
    }
    throw new ModuleFailure('the query option value must be a string or list')
  })
}

/** Asks for the types of each SELECT's columns; where that fails the statement itself will say why. */
async function typesOf(
  host: ActionHost,
  login: Login,
  queries: readonly string[],
  database: string | undefined,
): Promise<ReadonlyMap<number, ColumnTypes>> {
  const found = new Map<number, ColumnTypes>()
  await Promise.all(
    queries.map(async (query, index) => {
      const probe = typeProbe(query)
      if (probe === undefined) return
      const request = applyRequest(
        { login, statements: [probe], plainSession: true },
        { ...(database === undefined ? {} : { database }), types: true },
      )
      const reply = await host.run(request)
      if (succeeded(reply)) found.set(index, parseTypes(reply.stdout.toString('utf8')))
    }),
  )
  return found
}

/** The result sets of each query, that of ROW_COUNT() last. */
async function runAll(
  host: ActionHost,
  args: Args,
  login: Login,
  queries: readonly string[],
  signal: AbortSignal,
): Promise<ResultSet[][]> {
  const each = queries.flatMap((query) => [rawSql(query), rawSql(`SELECT ROW_COUNT() AS ${COUNT}`)])
  const statements = args.single_transaction ? [rawSql('START TRANSACTION'), ...each, rawSql('COMMIT')] : each
  const database = args.login_db === undefined ? {} : { database: args.login_db }
  const request = applyRequest({ login, statements, plainSession: true }, { ...database, xml: true })
  const reply = await host.run(request, { signal })
  const groups: ResultSet[][] = []
  let group: ResultSet[] = []
  for (const set of parseResults(reply.stdout.toString('utf8'))) {
    group.push(set)
    if (set.rows[0] !== undefined && COUNT in set.rows[0]) {
      groups.push(group)
      group = []
    }
  }
  if (!succeeded(reply)) fail(args, queries, groups.length, reply.stderr.toString('utf8'))
  return groups
}

const COUNT = 'stack_row_count'

function fail(args: Args, queries: readonly string[], done: number, complaint: string): never {
  const [error] = parseErrors(complaint)
  if (error === undefined) throw new ModuleFailure(complaint.trim())
  if (error.line === undefined) throw connectionFailure({ kind: 'unreachable', error }, args.config_file)
  const given = args.positional_args ?? args.named_args
  const values = given === undefined ? 'None' : JSON.stringify(given)
  throw new ModuleFailure(
    `Cannot execute SQL '${queries[done] ?? ''}' args [${values}]: (${error.code}, "${error.message}")`,
  )
}

function resultOf(query: string, sets: readonly ResultSet[], types: ColumnTypes | undefined) {
  const rows = sets.slice(0, -1).flatMap((set) => set.rows)
  const affected = Number(sets.at(-1)?.rows[0]?.[COUNT] ?? 0)
  const count = affected < 0 ? rows.length : affected
  return { rows: rows.map((row) => typedRow(row, types)), count, changed: changes(query, count) }
}
