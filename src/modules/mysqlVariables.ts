import type { ArgsOf } from '../source/schema.ts'
import { ModuleFailure, type Plan, stateModule } from './module.ts'
import { applyRequest } from './mysql/client.ts'
import { type Login, loginOf, loginOptions } from './mysql/login.ts'
import { type Answer, ask, rowsOf } from './mysql/query.ts'
import { variableValue } from './mysql/session.ts'
import { quoteIdentifier, rawSql, sql } from './mysql/sql.ts'

const options = {
  ...loginOptions,
  variable: { type: 'str', required: true, description: 'Name of the variable.' },
  value: { type: 'str', description: 'Value to set; only asked for when not given.' },
  mode: {
    type: 'str',
    default: 'global',
    choices: ['global', 'persist', 'persist_only'],
    description:
      '`global`: now, until a restart. `persist`: now and after it. `persist_only`: after it (MySQL only).',
  },
} as const

interface State {
  readonly login: Login
  readonly current: Answer
  readonly persisted: Answer | undefined
}

/** Global variables of a server. Values that mean the same (1 and ON) are the same. */
export const mysqlVariables = stateModule({
  name: 'mysql_variables',
  collection: 'community.mysql',
  summary: 'Reads and sets global variables of MySQL and MariaDB.',
  options,
  examples: `
- name: No writes but those of replication
  community.mysql.mysql_variables:
    variable: super_read_only
    value: "ON"
    login_unix_socket: /run/mysqld/mysqld.sock
`,
  validate({ variable }): void {
    if (!/^[0-9A-Za-z_.]+$/.test(variable)) throw new ModuleFailure(`invalid variable name "${variable}"`)
  },
  async probe(host, args): Promise<State> {
    const login = loginOf(args)
    const [current, persisted] = await Promise.all([
      ask(host, login, sql`SHOW GLOBAL VARIABLES WHERE Variable_name = ${args.variable}`),
      args.mode === 'global'
        ? undefined
        : ask(
            host,
            login,
            sql`SELECT VARIABLE_VALUE AS value FROM performance_schema.persisted_variables WHERE VARIABLE_NAME = ${args.variable}`,
          ),
    ])
    return { login, current, persisted }
  },
  plan(args, state): Plan {
    const current = rowsOf(state.current, args.config_file)[0]?.['Value'] ?? undefined
    if (current === undefined) throw new ModuleFailure(`Variable not available "${args.variable}"`)
    if (args.value === undefined) return { steps: [], values: { msg: current } }
    if (state.persisted?.kind === 'error') throw new ModuleFailure('Server version must be 8.0 or greater.')
    const persisted =
      state.persisted === undefined ? undefined : persistedValue(state.persisted, args.config_file)
    const isNow = args.mode === 'persist_only' || same(args.value, current)
    const isKept = args.mode === 'global' || (persisted !== undefined && same(args.value, persisted))
    if (isNow && isKept) return { steps: [], values: { msg: ALREADY[args.mode] } }
    return change(args, state, args.mode === 'persist_only' ? (persisted ?? 'False') : current)
  },
})

const ALREADY = {
  global: 'Variable is already set to requested value.',
  persist: 'Variable is already set to requested value globallyand stored into mysqld-auto.cnf file.',
  persist_only: 'Variable is already stored into mysqld-auto.cnf with requested value.',
} as const

function change(args: ArgsOf<typeof options>, state: State, previous: string): Plan {
  const name = args.variable.split('.').map(quoteIdentifier).join('.')
  const setting = `SET ${args.mode.toUpperCase()} ${name} = `
  const value = args.value ?? ''
  const statement = sql`${rawSql(setting)}${variableValue(value)}`
  return {
    steps: [
      {
        title: `set MySQL variable ${args.variable} to ${value}`,
        request: applyRequest({ login: state.login, statements: [statement] }),
        diff: {
          before: `${previous}\n`,
          after: `${value}\n`,
          beforeHeader: `before: ${args.variable}`,
          afterHeader: `after: ${args.variable}`,
        },
      },
    ],
    values: {
      msg: `Variable change succeeded prev_value=${previous}`,
      queries: [`${setting}${value}`],
    },
  }
}

function persistedValue(answer: Answer, configFile: string): string | undefined {
  return rowsOf(answer, configFile)[0]?.['value'] ?? undefined
}

function same(wanted: string, current: string): boolean {
  return meaning(wanted) === meaning(current)
}

/** Numbers by value; the words for yes and no are 1 and 0, and words in any case, as the server takes them. */
function meaning(text: string): string {
  const lower = text.trim().toLowerCase()
  if (['on', 'true', 'yes'].includes(lower)) return '1'
  if (['off', 'false', 'no'].includes(lower)) return '0'
  if (/^-?\d+$/.test(lower)) return String(BigInt(lower))
  if (/^-?\d+\.\d+$/.test(lower)) return String(Number(lower))
  return /^[a-z_]+$/.test(lower) ? lower : text.trim()
}
