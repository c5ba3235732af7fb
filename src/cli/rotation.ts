import type { CommandLine } from './parse.ts'
import { shippedPlaybook } from './paths.ts'
import { type PlayFlags, play } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack drain`: web servers get no new requests, from any load balancer, until `stack ready`. */
export function drain(line: CommandLine<'drain'>, around: Surroundings): Promise<number> {
  const { flags } = line
  return rotate('drain', line.arguments, { ...flags, endSessions: flags['end-sessions'] }, around)
}

/** `stack ready`: drained web servers are back once their health checks succeed. */
export function ready(line: CommandLine<'ready'>, around: Surroundings): Promise<number> {
  return rotate('ready', line.arguments, { ...line.flags, endSessions: false }, around)
}

type RotationFlags = PlayFlags & {
  readonly check: boolean
  /** Seconds. */
  readonly wait: number
  readonly endSessions: boolean
}

async function rotate(
  state: 'drain' | 'ready',
  servers: readonly string[],
  flags: RotationFlags,
  around: Surroundings,
): Promise<number> {
  const variables = {
    load_balancer_servers: servers,
    load_balancer_server_state: state,
    load_balancer_server_wait: flags.wait,
    load_balancer_end_sessions: flags.endSessions,
  }
  const mode = {
    command: state,
    playbooks: [shippedPlaybook('maintenance.yml')],
    check: flags.check,
    diff: flags.diff,
    needsInventory: true,
  }
  const extraVars = [...flags['extra-vars'], JSON.stringify(variables)]
  return (await play({ ...flags, 'extra-vars': extraVars }, mode, around)).exitCode
}
