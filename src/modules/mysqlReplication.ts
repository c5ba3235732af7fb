import { succeeded } from '../shell/request.ts'
import type { ArgsOf } from '../source/schema.ts'
import { type ActionHost, type ActionResult, actionModule, ModuleFailure } from './module.ts'
import { applyRequest } from './mysql/client.ts'
import { typedRow } from './mysql/columnTypes.ts'
import { type Login, loginOf } from './mysql/login.ts'
import { ask, rowsOf } from './mysql/query.ts'
import { examples, replicationOptions as options } from './mysql/replicationOptions.ts'
import { changeStatement, type ReplicationWords, wordsOf } from './mysql/replicationWords.ts'
import { parseErrors, parseResults } from './mysql/results.ts'
import { askServer, serverOf } from './mysql/server.ts'
import { rawSql, type Sql, sql } from './mysql/sql.ts'

type Args = ArgsOf<typeof options>

/** What one mode does, and what Ansible says of it. */
interface Command {
  readonly name: string
  readonly statement: (words: ReplicationWords, args: Args) => Sql
  readonly done: string
  readonly already: string
}

const COMMANDS: Readonly<Record<string, Command>> = {
  startreplica: {
    name: 'START REPLICA',
    statement: (words, args) => words.onReplica('START', args),
    done: 'Replica started ',
    already: 'Replica already started (Or cannot be started)',
  },
  stopreplica: {
    name: 'STOP REPLICA',
    statement: (words, args) => words.onReplica('STOP', args),
    done: 'Replica stopped',
    already: 'Replica already stopped',
  },
  resetreplica: {
    name: 'RESET REPLICA',
    statement: (words, args) => words.onReplica('RESET', args),
    done: 'Replica reset',
    already: 'Replica already reset',
  },
  resetreplicaall: {
    name: 'RESET REPLICA ALL',
    statement: (words, args) => words.onReplica('RESET', args, ' ALL'),
    done: 'Replica reset',
    already: 'Replica already reset',
  },
  resetprimary: {
    name: 'RESET MASTER',
    statement: (words) => rawSql(words.resetPrimary),
    done: 'Primary reset',
    already: 'Primary already reset',
  },
}

/** Single commands of replication, in the words of the server's version. */
export const mysqlReplication = actionModule({
  name: 'mysql_replication',
  collection: 'community.mysql',
  summary: 'Asks for replication status, and starts, stops, changes and resets replication.',
  options,
  constraints: { mutuallyExclusive: [['connection_name', 'channel']] },
  examples,
  readOnly: (args) => args.mode === 'getprimary' || args.mode === 'getreplica',
  async run(host, args): Promise<ActionResult> {
    const login = loginOf(args)
    const words = wordsOf(serverOf(await askServer(host, login), args.config_file))
    switch (args.mode) {
      case 'getprimary':
        return status(host, args, login, rawSql(words.primaryStatus), 'Is_Primary', 'primary')
      case 'getreplica':
        return status(host, args, login, words.replicaStatus(args), 'Is_Replica', 'replica')
      case 'changeprimary':
        return changePrimary(host, args, login, words)
      default:
        return command(host, args, login, words)
    }
  },
})

async function status(
  host: ActionHost,
  args: Args,
  login: Login,
  statement: Sql,
  flag: string,
  kind: string,
): Promise<ActionResult> {
  const [row] = rowsOf(await ask(host, login, statement), args.config_file)
  const values =
    row === undefined
      ? { [flag]: false, msg: `Server is not configured as mysql ${kind}` }
      : { ...typedRow(row, undefined), [flag]: true }
  return { changed: false, values: { queries: [], ...values } }
}

async function changePrimary(
  host: ActionHost,
  args: Args,
  login: Login,
  words: ReplicationWords,
): Promise<ActionResult> {
  const { statement, shown } = changeStatement(args, words)
  const reply = await host.run(applyRequest({ login, statements: [statement] }))
  if (!succeeded(reply)) {
    const [error] = parseErrors(reply.stderr.toString('utf8'))
    throw new ModuleFailure(`(${error?.code ?? 0}, "${error?.message ?? ''}"). Query == ${shown}`)
  }
  return { changed: true, values: { queries: [shown] } }
}

/** A command that changes nothing says so with a warning, which Ansible's module turns into "already". */
async function command(
  host: ActionHost,
  args: Args,
  login: Login,
  words: ReplicationWords,
): Promise<ActionResult> {
  const chosen = COMMANDS[args.mode]
  if (chosen === undefined) throw new ModuleFailure(`mode ${args.mode} is unknown`)
  const statement = chosen.statement(words, args)
  const statements = [statement, sql`SHOW WARNINGS`]
  const reply = await host.run(applyRequest({ login, statements }, { xml: true }))
  const done =
    succeeded(reply) && (parseResults(reply.stdout.toString('utf8')).at(-1)?.rows.length ?? 0) === 0
  if (!succeeded(reply) && args.fail_on_error) {
    const [error] = parseErrors(reply.stderr.toString('utf8'))
    throw new ModuleFailure(`${chosen.name} failed: (${error?.code ?? 0}, "${error?.message ?? ''}")`)
  }
  return {
    changed: done,
    values: { msg: done ? chosen.done : chosen.already, queries: [String(statement.text)] },
  }
}
