import { createHash } from 'node:crypto'
import type { Observer } from '../host/observation.ts'
import { type Reply, succeeded } from '../shell/request.ts'
import { reveal } from '../shell/secret.ts'
import type { ArgsOf } from '../source/schema.ts'
import { ModuleFailure, type Plan, type Step, stateModule, type Values } from './module.ts'

import { type Login, loginOf } from './mysql/login.ts'
import { type Answer, ask, rowsOf } from './mysql/query.ts'
import { askServer, isAtLeast, type Server, serverOf } from './mysql/server.ts'
import { rawSql, type Sql } from './mysql/sql.ts'
import { examples, options } from './replica/options.ts'
import {
  askPrimary,
  checkPrimary,
  namesOf,
  type PrimaryAnswers,
  type PrimaryLogin,
  primaryOptions,
  SYSTEM,
} from './replica/primary.ts'
import { MARKER, seedRequest } from './replica/seed.ts'
import { changeLogin, type Source } from './replica/source.ts'
import { startRequest } from './replica/start.ts'
import { type ReplicaStatus, statusOf } from './replica/status.ts'
import { type Findings, judge, type Verdict } from './replica/verdict.ts'

type Args = ArgsOf<typeof options>

interface State {
  readonly login: Login
  readonly server: Answer
  readonly status: Answer
  readonly schemas: Answer
  readonly filled: Answer
  readonly identity: Answer
  readonly uuid: Answer
  readonly plugins: Answer
  /** Asked only when there is something to copy. */
  readonly primary: PrimaryAnswers | undefined
}

/** Makes a replica of a running primary and keeps it one; nothing is ever overwritten without `reseed`. */
export const mysqlReplica = stateModule({
  name: 'mysql_replica',
  collection: 'stack',
  summary:
    'Copies a running MySQL or MariaDB primary, loads the copy and replicates from exactly its binary log position.',
  options,
  examples,
  async probe(host, args): Promise<State> {
    const login = loginOf(args)
    const [server, status, schemas, filled, identity, uuid, plugins] = await Promise.all([
      askServer(host, login),
      ask(host, login, rawSql('SHOW REPLICA STATUS')),
      ask(host, login, rawSql('SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA')),
      ask(host, login, rawSql('SELECT DISTINCT TABLE_SCHEMA AS name FROM information_schema.TABLES')),
      ask(host, login, rawSql('SELECT @@server_id AS id')),
      ask(host, login, rawSql('SELECT @@server_uuid AS uuid')),
      ask(host, login, rawSql(PLUGINS)),
    ])
    const local = { login, server, status, schemas, filled, identity, uuid, plugins, primary: undefined }
    return { ...local, primary: await probePrimary(host, args, local) }
  },
  plan(args, state): Plan {
    const server = serverOf(state.server, args.config_file)
    const findings = findingsOf(args, state)
    const verdict = judge(findings, wantedOf(args))
    const values = { primary: nameOf(args), ...statusValues(findings.status) }
    const warnings = warningsOf(args, server, verdict)
    switch (verdict.kind) {
      case 'healthy':
        return { steps: [], values, warnings }
      case 'refuse':
        throw new ModuleFailure(`${verdict.problem}`, values, verdict.hint)
      case 'start':
        return {
          steps: [startStep(args, state, [rawSql('START REPLICA')], 'start replication')],
          values,
          warnings,
        }
      case 'connect': {
        const anew = [rawSql('STOP REPLICA'), rawSql('START REPLICA')]
        return { steps: [startStep(args, state, anew, `connect to ${nameOf(args)} again`)], values, warnings }
      }
      case 'log-in-anew':
        return { steps: [loginStep(args, state, server)], values, warnings }
      case 'seed': {
        const { step, unsafe } = seedStep(args, state, server, findings, verdict.reason)
        return { steps: [step], values, warnings: [...warnings, ...unsafe] }
      }
    }
  },
  finish: (_args, _state, replies) => positionOf(replies),
})

const PLUGINS =
  "SELECT PLUGIN_NAME AS name FROM information_schema.PLUGINS WHERE PLUGIN_TYPE = 'AUTHENTICATION' AND PLUGIN_STATUS = 'ACTIVE'"

async function probePrimary(host: Observer, args: Args, state: State): Promise<PrimaryAnswers | undefined> {
  if (state.server.kind !== 'rows' || state.status.kind !== 'rows') return undefined
  if (judge(findingsOf(args, state), wantedOf(args)).kind !== 'seed') return undefined
  const server = serverOf(state.server, args.config_file)
  const text = primaryOptions(primaryLoginOf(args, server), server)
  const id = createHash('sha256').update(reveal(text)).digest('hex')
  return askPrimary(host, text, id, server)
}

function findingsOf(args: Args, state: State): Findings {
  const row = rowsOf(state.status, args.config_file)[0]
  const filled = rowsOf(state.filled, args.config_file).map((one) => one['name'] ?? '')
  return {
    status: row === undefined ? undefined : statusOf(row),
    interrupted: namesOf(state.schemas).includes(MARKER),
    databases: filled.filter(isData),
  }
}

function wantedOf(args: Args) {
  return {
    address: args.primary_address,
    port: args.primary_port,
    user: args.replication_user,
    reseed: args.reseed,
  }
}

function seedStep(args: Args, state: State, server: Server, found: Findings, reason: string) {
  const own = {
    server,
    id: rowsOf(state.identity, args.config_file)[0]?.['id'] ?? '',
    uuid: state.uuid.kind === 'rows' ? (state.uuid.rows[0]?.['uuid'] ?? '') : '',
    plugins: namesOf(state.plugins),
  }
  if (state.primary === undefined) throw new ModuleFailure('the primary was not asked')
  const primary = checkPrimary(state.primary, own, nameOf(args))
  const missing = args.databases.filter((name) => !primary.databases.includes(name))
  if (missing.length > 0) {
    const hint = 'the seeding account sees only what it may SELECT from: give it SELECT on *.*'
    throw new ModuleFailure(`${nameOf(args)} has no database ${missing.join(', ')}`, {}, hint)
  }
  const databases = args.databases.length > 0 ? args.databases : primary.databases
  if (databases.length === 0) throw new ModuleFailure(`${nameOf(args)} has no database to copy yet`)
  const request = seedRequest({
    login: state.login,
    primary: primaryOptions(primaryLoginOf(args, server), server),
    server,
    source: sourceOf(args, server),
    databases,
    leftovers: namesOf(state.schemas).filter(isData),
    wasConfigured: found.status !== undefined,
    readOnly: args.read_only,
    timeout: args.timeout,
  })
  const unsafe = primary.unsafeTables.map(
    (table) => `${table} is not an InnoDB table: what is written to it during the copy may be lost`,
  )
  const step: Step = {
    title: `copy ${databases.join(', ')} from ${nameOf(args)} and replicate: ${reason}`,
    request,
    opaque: true,
  }
  return { step, unsafe }
}

function startStep(args: Args, state: State, statements: readonly Sql[], title: string): Step {
  return { title, request: startRequest(state.login, statements, args.timeout) }
}

function loginStep(args: Args, state: State, server: Server): Step {
  const statements = [
    rawSql('STOP REPLICA'),
    changeLogin(sourceOf(args, server), server),
    rawSql('START REPLICA'),
  ]
  return startStep(args, state, statements, `log in to ${nameOf(args)} as ${args.replication_user}`)
}

function sourceOf(args: Args, server: Server): Source {
  return {
    host: args.primary_address,
    port: args.primary_port,
    user: args.replication_user,
    password: args.replication_password,
    tls: usesTls(args, server),
    ca: args.primary_ssl_ca,
  }
}

function primaryLoginOf(args: Args, server: Server): PrimaryLogin {
  return {
    address: args.primary_address,
    port: args.primary_port,
    user: args.seed_user ?? args.replication_user,
    password: args.seed_password ?? args.replication_password,
    tls: usesTls(args, server),
    ca: args.primary_ssl_ca,
    connectTimeout: args.connect_timeout,
  }
}

/** MySQL, and MariaDB from 11.4 on, make themselves a certificate. */
function usesTls(args: Args, server: Server): boolean {
  return args.primary_ssl ?? (server.flavour === 'mysql' || isAtLeast(server, 11, 4))
}

function warningsOf(args: Args, server: Server, verdict: Verdict): string[] {
  if (usesTls(args, server) || verdict.kind !== 'seed') return []
  return [
    `replication from ${nameOf(args)} is not encrypted: give the primary a certificate and set primary_ssl, or keep the network private`,
  ]
}

function statusValues(status: ReplicaStatus | undefined): Values {
  if (status === undefined) return {}
  const { receiver, applier, lag, logFile, logPosition } = status
  return {
    receiver_running: receiver,
    applier_running: applier,
    lag_seconds: lag ?? null,
    log_file: logFile,
    log_position: logPosition,
  }
}

/** The seeding's last line: `position FILE NUMBER`. */
function positionOf(replies: readonly Reply[]): Values {
  const last = replies.at(-1)
  if (last === undefined || !succeeded(last)) return {}
  const [, file, position] = /^position (\S+) (\d+)$/m.exec(last.stdout.toString('utf8')) ?? []
  return file === undefined ? {} : { log_file: file, log_position: Number(position) }
}

function nameOf(args: Args): string {
  const address = `${args.primary_address}:${args.primary_port}`
  return args.primary_host === undefined ? address : `${args.primary_host} (${address})`
}

function isData(name: string): boolean {
  return name !== MARKER && !SYSTEM.some((system) => system === name.toLowerCase())
}
