import { type Plan, stateModule, type Values } from './module.ts'
import { loginOf, loginOptions } from './mysql/login.ts'
import { type Answer, ask, rowsOf } from './mysql/query.ts'
import type { Row } from './mysql/results.ts'
import { parseVersion } from './mysql/server.ts'
import { rawSql } from './mysql/sql.ts'

const options = {
  ...loginOptions,
  login_db: { type: 'str', description: 'Accepted; makes no difference.' },
  filter: {
    type: 'list',
    elements: 'str',
    description: 'Parts to return, or with `!` in front to leave out.',
  },
  exclude_fields: { type: 'list', elements: 'str', description: 'Fields to leave out: `db_size`.' },
  return_empty_dbs: { type: 'bool', default: false, description: 'Databases without tables too.' },
} as const

const PARTS = [
  'version',
  'databases',
  'settings',
  'global_status',
  'engines',
  'users',
  'master_status',
  'slave_hosts',
  'slave_status',
] as const

type Part = (typeof PARTS)[number]

/** Every statement that some version answers; those that a server does not know are passed over. */
const QUERIES: Readonly<Record<Part, readonly string[]>> = {
  version: ['SELECT VERSION() AS version'],
  databases: [
    'SELECT table_schema AS name, SUM(data_length + index_length) AS size FROM information_schema.TABLES GROUP BY table_schema',
    'SELECT SCHEMA_NAME AS name, 0 AS size FROM information_schema.SCHEMATA',
  ],
  settings: ['SHOW GLOBAL VARIABLES'],
  global_status: ['SHOW GLOBAL STATUS'],
  engines: ['SHOW ENGINES'],
  users: ['SELECT * FROM mysql.user'],
  master_status: ['SHOW BINARY LOG STATUS', 'SHOW MASTER STATUS'],
  slave_hosts: ['SHOW REPLICAS', 'SHOW SLAVE HOSTS'],
  slave_status: ['SHOW REPLICA STATUS'],
}

interface State {
  readonly answers: ReadonlyMap<Part, readonly Answer[]>
  readonly warnings: readonly string[]
}

/** What there is to know about a server. Reads only. */
export const mysqlInfo = stateModule({
  name: 'mysql_info',
  collection: 'community.mysql',
  summary: 'Tells version, databases, settings, users and replication of a MySQL or MariaDB server.',
  options,
  examples: `
- name: See which version runs
  community.mysql.mysql_info:
    filter: [version]
    login_unix_socket: /run/mysqld/mysqld.sock
  register: mysql
`,
  async probe(host, args): Promise<State> {
    const login = loginOf(args)
    const { parts, warnings } = chosen(args.filter ?? [])
    const answers = await Promise.all(
      parts.map(async (part) => {
        const asked = QUERIES[part].map((statement) => ask(host, login, rawSql(statement)))
        return [part, await Promise.all(asked)] as const
      }),
    )
    return { answers: new Map(answers), warnings }
  },
  plan(args, state): Plan {
    const sized = !(args.exclude_fields ?? []).includes('db_size')
    const values = [...state.answers].map(([part, answers]) => {
      const [first, second] = answers
      if (first === undefined) return [part, {}] as const
      if (part === 'databases')
        return [part, databases(answers, args.config_file, sized, args.return_empty_dbs)] as const
      const known = first.kind === 'error' && second !== undefined ? second : first
      return [part, known.kind === 'error' ? {} : SHAPES[part](rowsOf(known, args.config_file))] as const
    })
    return {
      steps: [],
      values: { connector_name: 'mysql', connector_version: 'Unknown', ...Object.fromEntries(values) },
      warnings: state.warnings,
    }
  },
})

function chosen(filter: readonly string[]): { parts: readonly Part[]; warnings: readonly string[] } {
  const asked = filter.map((entry) => entry.trim()).filter((entry) => entry !== '')
  const isPart = (name: string): name is Part => PARTS.some((part) => part === name)
  const unknown = asked.filter((entry) => !isPart(entry.replace(/^!/, '')))
  const warnings = unknown.map((entry) => `filter element: ${entry} is not allowable, ignored`)
  const included = asked.filter(isPart)
  if (included.length > 0) return { parts: PARTS.filter((part) => included.includes(part)), warnings }
  const excluded = asked.filter((entry) => entry.startsWith('!')).map((entry) => entry.slice(1))
  return { parts: PARTS.filter((part) => !excluded.includes(part)), warnings }
}

const SHAPES: Readonly<Record<Exclude<Part, 'databases'>, (rows: readonly Row[]) => Values>> = {
  version: versionValues,
  settings: (rows) => pairs(rows),
  global_status: (rows) => pairs(rows),
  engines: (rows) => keyed(rows, 'Engine', (value) => value),
  users: userValues,
  master_status: (rows) => converted(rows[0] ?? {}),
  slave_hosts: (rows) => keyed(rows, 'Server_id', convertedValue),
  slave_status: replicaValues,
}

function versionValues(rows: readonly Row[]): Values {
  const full = rows[0]?.['version'] ?? ''
  const [major, minor, release] = parseVersion(full).version
  const suffix = full.split('.').slice(2).join('.').split('-').slice(1).join('-')
  return { major, minor, release, suffix, full }
}

function databases(answers: readonly Answer[], configFile: string, sized: boolean, empty: boolean): Values {
  const [filled, all] = answers.map((answer) => rowsOf(answer, configFile))
  const rows = [...(empty ? (all ?? []) : []), ...(filled ?? [])]
  return Object.fromEntries(
    rows.map((row) => [row['name'] ?? '', sized ? { size: Number(row['size'] ?? 0) } : {}]),
  )
}

function userValues(rows: readonly Row[]): Values {
  const users: Record<string, Record<string, unknown>> = {}
  for (const { Host, User, ...rest } of rows) {
    const host = users[Host ?? ''] ?? {}
    host[User ?? ''] = converted(rest)
    users[Host ?? ''] = host
  }
  return users
}

function replicaValues(rows: readonly Row[]): Values {
  const [row] = rows
  if (row === undefined) return {}
  const own = ['Host', 'Port', 'User'].flatMap((name) => [`Source_${name}`, `Master_${name}`])
  const part = (name: string) => row[`Source_${name}`] ?? row[`Master_${name}`] ?? ''
  const rest = Object.fromEntries(Object.entries(row).filter(([name]) => !own.includes(name)))
  return { [part('Host')]: { [part('Port')]: { [part('User')]: converted(rest) } } }
}

function pairs(rows: readonly Row[]): Values {
  return Object.fromEntries(
    rows.map((row) => [row['Variable_name'] ?? '', convertedValue(row['Value'] ?? '')]),
  )
}

function keyed(rows: readonly Row[], key: string, convert: (value: string | null) => unknown): Values {
  return Object.fromEntries(
    rows.map((row) => {
      const rest = Object.entries(row).filter(([name]) => name !== key)
      return [row[key] ?? '', Object.fromEntries(rest.map(([name, value]) => [name, convert(value)]))]
    }),
  )
}

function converted(row: Row): Values {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, convertedValue(value)]))
}

/** Whole numbers as numbers, as Ansible's module turns them. */
function convertedValue(value: string | null): string | number | null {
  return value !== null && /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value))
    ? Number(value)
    : value
}
