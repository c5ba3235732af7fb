import { StackError } from '../../errors.ts'
import type { ObservationKind } from '../../host/observation.ts'
import { sh } from '../../shell/command.ts'
import { PERL_ASK } from './perl.ts'

/** A server of a backend, as HAProxy runs it now. */
export interface Server {
  readonly backend: string
  readonly name: string
  /** What an administrator has asked for: in maintenance, draining. */
  readonly maintenance: boolean
  readonly draining: boolean
  readonly weight: number
  readonly configuredWeight: number
  readonly healthChecks: Checks
  readonly agentChecks: Checks
  /** As `show stat` words it: `UP`, `UP 1/3`, `DOWN`, `DRAIN`, `MAINT`, `no check` … */
  readonly status: string
  /** The weight that `show stat` shows, Ansible's `weight`. */
  readonly shownWeight: string
  readonly sessions: number
}

export type Checks = 'on' | 'off' | 'none'

/** What HAProxy answers at a socket, or why it does not. */
export type Servers =
  | { readonly kind: 'servers'; readonly servers: readonly Server[] }
  | { readonly kind: 'silent'; readonly reason: string }

/** All servers behind an HAProxy. Key: its socket. Their health depends on other hosts, hence the scope. */
export const haproxyServers: ObservationKind<string, Servers> = {
  name: 'haproxy',
  scope: 'network',
  id: (socket) => socket,
  fetch: (sockets) => ({ command: sh`perl - ${sockets}`, stdin: PERL_ASK }),
  parse: (reply, sockets) => {
    const parts = reply.stdout.toString('utf8').split('\0')
    if (parts.length !== sockets.length + 1) {
      const said = reply.stderr.toString('utf8').trim()
      throw new StackError(
        'task',
        `the sockets of HAProxy could not be asked${said === '' ? '' : `: ${said}`}`,
      )
    }
    return sockets.map((_socket, index) => parseServers(parts[index] ?? ''))
  },
}

/** Reads `+` and the answer to QUESTION, or `-` and why there is none. */
export function parseServers(part: string): Servers {
  const text = part.slice(1)
  if (!part.startsWith('+')) return { kind: 'silent', reason: text.trim() }
  const states = table(text, '# be_id ', ' ')
  const stats = new Map(
    table(text, '# pxname,', ',').map((row) => [`${row('pxname')}/${row('svname')}`, row]),
  )
  // A socket below level admin answers too; only what changes something is refused there.
  if (states.length === 0 && stats.size === 0) return { kind: 'silent', reason: firstLine(text) }
  const servers = states.flatMap((state) => {
    const stat = stats.get(`${state('be_name')}/${state('srv_name')}`)
    return stat === undefined ? [] : [serverOf(state, stat)]
  })
  return { kind: 'servers', servers }
}

type Row = (column: string) => string

/** The rows below a heading; its text columns with commas of their own stand behind all that are read. */
function table(text: string, heading: string, separator: string): Row[] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(heading))
  if (start < 0) return []
  const end = lines.findIndex((line, index) => index > start && line.trim() === '')
  const columns = (lines[start] ?? '').slice(2).split(separator)
  return lines.slice(start + 1, end < 0 ? undefined : end).map((line) => {
    const cells = line.split(separator)
    return (column) => cells[columns.indexOf(column)] ?? ''
  })
}

// Bits of srv_admin_state and of the check states, from HAProxy's management guide ("show servers state").
const FORCED_MAINTENANCE = 0x01
const FORCED_DRAIN = 0x08
const CHECK_CONFIGURED = 0x02
const CHECK_ENABLED = 0x04

function serverOf(state: Row, stat: Row): Server {
  const admin = Number(state('srv_admin_state'))
  return {
    backend: state('be_name'),
    name: state('srv_name'),
    maintenance: (admin & FORCED_MAINTENANCE) !== 0,
    draining: (admin & FORCED_DRAIN) !== 0,
    weight: Number(state('srv_uweight')),
    configuredWeight: Number(state('srv_iweight')),
    healthChecks: checksOf(Number(state('srv_check_state'))),
    agentChecks: checksOf(Number(state('srv_agent_state'))),
    status: stat('status'),
    shownWeight: stat('weight'),
    sessions: Number(stat('scur')),
  }
}

function checksOf(state: number): Checks {
  if ((state & CHECK_CONFIGURED) === 0) return 'none'
  return (state & CHECK_ENABLED) === 0 ? 'off' : 'on'
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
