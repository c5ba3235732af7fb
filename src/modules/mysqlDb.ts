import { fileStatFollow } from '../host/observations/fileStat.ts'
import { revealText } from '../shell/secret.ts'
import type { ArgsOf } from '../source/schema.ts'
import { expandPaths } from './expandPaths.ts'
import { ModuleFailure, type Plan, type Step, stateModule } from './module.ts'
import { applyRequest } from './mysql/client.ts'
import { constraints, examples, dbOptions as options } from './mysql/dbOptions.ts'
import { dumpRequest, importRequest } from './mysql/dump.ts'
import { type Login, loginOf } from './mysql/login.ts'
import { type Answer, ask, rowsOf } from './mysql/query.ts'
import { Identifier, joinSql, rawSql, type Sql, sql } from './mysql/sql.ts'

type Args = ArgsOf<typeof options>

interface State {
  readonly login: Login
  readonly schemas: Answer
  readonly targetExists: boolean
  /** With `~` and variables replaced. */
  readonly target: string | undefined
  readonly chdir: string | undefined
}

/** Databases: present, absent, dumped to a file or read from one. */
export const mysqlDb = stateModule({
  name: 'mysql_db',
  collection: 'community.mysql',
  summary: 'Adds, removes, dumps and imports MySQL and MariaDB databases.',
  options,
  constraints,
  examples,
  validate(args): void {
    const all = args.name.length === 1 && args.name[0] === 'all'
    if (args.state === 'import' && args.name.length > 1) {
      throw new ModuleFailure('Multiple databases are not supported with state=import')
    }
    if (all && (args.state === 'present' || args.state === 'absent')) {
      throw new ModuleFailure("name is not allowed to equal 'all' unless state equals import, or dump.")
    }
    if ((args.state === 'import' || args.state === 'dump') && args.target === undefined) {
      throw new ModuleFailure(`with state=${args.state} target is required`)
    }
  },
  async probe(host, given): Promise<State> {
    const paths = await expandPaths(host, options, { target: given.target, chdir: given.chdir })
    const args = { ...given, ...paths }
    const login = loginOf(args, args.check_implicit_admin)
    const [schemas, target] = await Promise.all([
      ask(host, login, rawSql('SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA')),
      args.state === 'import' && args.target !== undefined
        ? host.observe(fileStatFollow, args.target)
        : { exists: true },
    ])
    return { login, schemas, targetExists: target.exists, ...paths }
  },
  plan(args, state): Plan {
    const names = args.name.map((name) => name.trim())
    const present = new Set(rowsOf(state.schemas, args.config_file).map((row) => row['name'] ?? ''))
    const missing = names.filter((name) => !present.has(name))
    const statements =
      args.state === 'absent' ? drops(names.filter((name) => present.has(name))) : creations(args, missing)
    const steps = {
      present: () => statementStep(state.login, statements),
      absent: () => statementStep(state.login, statements),
      dump: () => dumpStep(args, state, names, missing),
      import: () => importStep(args, state, names, missing),
    }[args.state]()
    const commands = steps.length === 0 ? [] : statements.map((statement) => revealText(statement.text))
    return { steps, values: { db: names.join(' '), db_list: names, executed_commands: commands } }
  },
})

function creations(args: Args, names: readonly string[]): Sql[] {
  return names.map((name) =>
    joinSql(
      [
        sql`CREATE DATABASE ${new Identifier(name)}`,
        ...(args.encoding === '' ? [] : [sql`CHARACTER SET ${args.encoding}`]),
        ...(args.collation === '' ? [] : [sql`COLLATE ${args.collation}`]),
      ],
      ' ',
    ),
  )
}

function drops(names: readonly string[]): Sql[] {
  return names.map((name) => sql`DROP DATABASE ${new Identifier(name)}`)
}

function statementStep(login: Login, statements: readonly Sql[]): Step[] {
  if (statements.length === 0) return []
  const title = statements.map((statement) => revealText(statement.text)).join('; ')
  return [{ title, request: applyRequest({ login, statements }) }]
}

function dumpStep(args: Args, state: State, names: readonly string[], missing: readonly string[]): Step[] {
  const all = names[0] === 'all' && names.length === 1
  if (!all && missing.length > 0) {
    throw new ModuleFailure(`Cannot dump database(s) '${missing.join(', ')}' - not found`)
  }
  const flags = [
    ...(args.force ? ['--force'] : []),
    ...(args.skip_lock_tables ? ['--skip-lock-tables'] : []),
    ...encodingFlag(args),
    ...(args.single_transaction ? ['--single-transaction=true'] : []),
    ...(args.quick ? ['--quick'] : []),
    ...args.ignore_tables.map((table) => `--ignore-table=${table}`),
    ...(args.hex_blob ? ['--hex-blob'] : []),
    ...(args.master_data === 0 ? [] : [`--master-data=${args.master_data}`]),
  ]
  const request = dumpRequest(state.login, {
    databases: all ? [] : names,
    target: state.target ?? '',
    flags,
    extra: args.dump_extra_args,
    directory: state.chdir,
  })
  return [{ title: `dump ${names.join(', ')} to ${args.target}`, request }]
}

function importStep(args: Args, state: State, names: readonly string[], missing: readonly string[]): Step[] {
  if (!state.targetExists) throw new ModuleFailure(`target ${args.target} does not exist on the host`)
  const all = names[0] === 'all'
  const request = importRequest(state.login, {
    database: all ? undefined : names[0],
    target: state.target ?? '',
    flags: [...(args.force ? ['-f'] : []), ...encodingFlag(args)],
    directory: state.chdir,
  })
  const created = all ? [] : statementStep(state.login, creations(args, missing))
  return [...created, { title: `import ${args.target} into ${names.join(', ')}`, request }]
}

function encodingFlag(args: Args): string[] {
  return args.encoding === '' ? [] : [`--default-character-set=${args.encoding}`]
}
