import type { ArgsOf } from '../../source/schema.ts'
import { ModuleFailure } from '../module.ts'
import type { options } from './options.ts'
import type { Checks, Server } from './servers.ts'

type Args = ArgsOf<typeof options>

/** What is to be done to a server, and how it is then. */
export interface Orders {
  /** In the words of PERL_ORDER; none when the server is as wanted. */
  readonly orders: readonly string[]
  readonly after: Server
}

/**
 * What brings a server to the wanted state. Whether it drains or is in maintenance is what an administrator
 * asked for, not its status: one that is down while it drains says DOWN, not DRAIN.
 */
export function ordersFor(server: Server, args: Args): Orders {
  switch (args.state) {
    case 'enabled':
      return enabling(server, args)
    case 'drain':
      return draining(server, args)
    case 'disabled':
      return disabling(server, args)
  }
}

function enabling(server: Server, args: Args): Orders {
  const weight = weightOf(args.weight, server)
  const orders = [
    ...(server.maintenance || server.draining ? [`set server ${pathOf(server)} state ready`] : []),
    ...(weight === server.weight ? [] : [`set weight ${pathOf(server)} ${args.weight}`]),
    ...switching(server, args, 'enable', 'off'),
  ]
  const isUp = server.status === 'UP' || server.status === 'no check'
  if (args.wait && (orders.length > 0 || !isUp)) orders.push(`wait up ${pathOf(server)}`)
  const after = { ...server, ...switched(server, args, 'off', 'on'), weight }
  const status = args.wait && server.status !== 'no check' ? 'UP' : server.status
  return { orders, after: { ...after, maintenance: false, draining: false, status } }
}

function draining(server: Server, args: Args): Orders {
  const isSo = server.draining && !server.maintenance
  const orders = isSo ? [] : [`set server ${pathOf(server)} state drain`]
  // What has no session now may have one by the time it drains.
  if (args.drain && !(isSo && server.sessions === 0)) orders.push(idle(server, args))
  return { orders, after: { ...emptied(server, args), draining: true, maintenance: false, status: 'DRAIN' } }
}

function disabling(server: Server, args: Args): Orders {
  const orders: string[] = []
  if (args.drain && !(server.maintenance && server.sessions === 0)) {
    if (!server.maintenance && !server.draining) orders.push(`set server ${pathOf(server)} state drain`)
    orders.push(idle(server, args))
  }
  orders.push(...switching(server, args, 'disable', 'on'))
  if (!server.maintenance) orders.push(`set server ${pathOf(server)} state maint`)
  if (args.shutdown_sessions && !args.drain && server.sessions > 0) {
    orders.push(`shutdown sessions server ${pathOf(server)}`)
  }
  const after = { ...emptied(server, args), ...switched(server, args, 'on', 'off') }
  return { orders, after: { ...after, maintenance: true, status: 'MAINT' } }
}

function idle(server: Server, args: Args): string {
  return `wait ${args.shutdown_sessions ? 'ended' : 'idle'} ${pathOf(server)}`
}

function emptied(server: Server, args: Args): Server {
  return args.drain || args.shutdown_sessions ? { ...server, sessions: 0 } : server
}

/** `web/web1`, as HAProxy's commands name a server. */
export function pathOf(server: Server): string {
  return `${server.backend}/${server.name}`
}

function switching(server: Server, args: Args, verb: string, from: Checks): string[] {
  return [
    ...(args.agent && server.agentChecks === from ? [`${verb} agent ${pathOf(server)}`] : []),
    ...(args.health && server.healthChecks === from ? [`${verb} health ${pathOf(server)}`] : []),
  ]
}

function switched(server: Server, args: Args, from: Checks, to: Checks): Partial<Server> {
  return {
    ...(args.agent && server.agentChecks === from ? { agentChecks: to } : {}),
    ...(args.health && server.healthChecks === from ? { healthChecks: to } : {}),
  }
}

/** @throws ModuleFailure when it is no weight */
export function checkWeight(weight: string | undefined): void {
  if (weight === undefined) return
  const [, digits, percent] = /^(\d+)(%?)$/.exec(weight) ?? []
  if (digits !== undefined && Number(digits) <= (percent === '%' ? 100 : 256)) return
  throw new ModuleFailure(
    `weight is a number from 0 to 256, or a percentage from 0% to 100% of the configured weight, but was given '${weight}'`,
  )
}

/** HAProxy rounds a percentage down. */
function weightOf(weight: string | undefined, server: Server): number {
  if (weight === undefined) return server.weight
  if (!weight.endsWith('%')) return Number(weight)
  return Math.floor((server.configuredWeight * Number(weight.slice(0, -1))) / 100)
}
