import { predict } from '../host/observation.ts'
import { sh } from '../shell/command.ts'
import type { ArgsOf } from '../source/schema.ts'
import { examples, options } from './haproxy/options.ts'
import { checkWeight, type Orders, ordersFor, pathOf } from './haproxy/orders.ts'
import { PERL_ORDER } from './haproxy/perl.ts'
import { haproxyServers, parseServers, type Server, type Servers } from './haproxy/servers.ts'
import { ModuleFailure, type Plan, type Step, stateModule, type Values } from './module.ts'

type Args = ArgsOf<typeof options>

/**
 * Servers of HAProxy in and out of rotation, over its socket. Unlike Ansible's module it looks first, so
 * that a server which is as wanted is "ok"; it needs no netcat; and a wait ends in time whatever the server does.
 */
export const haproxy = stateModule({
  name: 'haproxy',
  collection: 'community.general',
  summary: 'Takes servers of HAProxy out of rotation and back, and sets their weights.',
  options,
  examples,
  validate: (args) => checkWeight(args.weight),
  probe: (host, args): Promise<Servers> => host.observe(haproxyServers, args.socket),
  plan(args, state): Plan {
    const servers = serversOf(state, args)
    const named = servers.filter((server) => isNamed(server, args))
    if (named.length === 0) return { steps: [], ...notFound(servers, args) }
    const found = named.map((server) => ordersFor(server, args))
    const orders = found.flatMap((each) => each.orders)
    const before = named.map(shown)
    return {
      steps: orders.length === 0 ? [] : [orderStep(args, servers, found)],
      values: {
        command: orders.filter((order) => !order.startsWith('wait ')),
        state_before: before,
        state_after: before,
      },
    }
  },
  finish: (args, _state, replies): Values => {
    const [part = ''] = replies.at(-1)?.stdout.toString('utf8').split('\0') ?? []
    const now = parseServers(part)
    if (now.kind === 'silent') return {}
    return { state_after: now.servers.filter((server) => isNamed(server, args)).map(shown) }
  },
})

function serversOf(state: Servers, { socket }: Args): readonly Server[] {
  if (state.kind === 'servers') return state.servers
  throw new ModuleFailure(
    `HAProxy does not answer at ${socket}: ${state.reason}`,
    {},
    "the option socket has to be that of 'stats socket' in HAProxy's configuration, and HAProxy has to run",
  )
}

function isNamed(server: Server, args: Args): boolean {
  return server.name === args.host && (args.backend === undefined || server.backend === args.backend)
}

function notFound(
  servers: readonly Server[],
  { host, backend, fail_on_not_found }: Args,
): Omit<Plan, 'steps'> {
  const message =
    backend === undefined
      ? `No backend has a server '${host}'`
      : `The specified backend '${backend}/${host}' was not found!`
  const there = servers.map(pathOf).join(', ')
  if (fail_on_not_found) throw new ModuleFailure(message, {}, `HAProxy has: ${there || 'no server'}`)
  return { values: { state_before: null, state_after: null }, warnings: [message] }
}

function orderStep(args: Args, servers: readonly Server[], found: readonly Orders[]): Step {
  const orders = found.flatMap((each) => each.orders)
  const names = found.map(({ after }) => pathOf(after))
  const after = new Map(found.map((each) => [pathOf(each.after), each.after]))
  const then = servers.map((server) => after.get(pathOf(server)) ?? server)
  const words = [args.socket, args.wait_interval, args.wait_retries, ...orders]
  return {
    title: `${VERBS[args.state]} ${names.join(', ')}`,
    request: { command: sh`perl - ${words}`, stdin: PERL_ORDER },
    predicts: [predict(haproxyServers, args.socket, { kind: 'servers', servers: then })],
  }
}

const VERBS = { enabled: 'enable', drain: 'drain', disabled: 'disable' } as const

/** Ansible's words. */
function shown(server: Server): Values {
  return { status: server.status, weight: server.shownWeight, scur: String(server.sessions) }
}
