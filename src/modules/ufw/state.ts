import { StackError } from '../../errors.ts'
import type { ObservationKind } from '../../host/observation.ts'
import { SSH_CONNECTION } from '../../host/sshConnection.ts'
import { script } from '../../shell/command.ts'
import { parseTuple, type UfwRule } from './rule.ts'

export type Policy = 'allow' | 'deny' | 'reject'

/** The SSH connection that the host is being managed over. */
export interface SshSession {
  readonly peer: string
  readonly address: string
  readonly port: number
  /** Interface that carries the address; empty when it could not be told. */
  readonly interface: string
}

/** Everything about ufw on one host, from its own files. */
export interface UfwState {
  readonly installed: boolean
  /** False: the files are there but only root may read them. */
  readonly readable: boolean
  /** Set to start at boot. */
  readonly enabled: boolean
  /** Its chains are in the kernel. */
  readonly loaded: boolean
  readonly ipv6: boolean
  readonly policies: { readonly incoming: Policy; readonly outgoing: Policy; readonly routed: Policy }
  /** `off`, `low`, `medium`, `high`, `full`, or empty when never set. */
  readonly logging: string
  readonly rules: readonly UfwRule[]
  readonly rules6: readonly UfwRule[]
  /** Undefined when the host is not reached over SSH. */
  readonly session: SshSession | undefined
}

const READ = script(`command -v ufw >/dev/null 2>&1 || exit 3
[ -r /etc/ufw/user.rules ] || exit 4
grep -hs '^[A-Za-z0-9_]*=' /etc/default/ufw /etc/ufw/ufw.conf
[ -e /proc/sys/net/ipv6 ] && echo KERNEL_IPV6=yes
iptables -n -L ufw-user-input >/dev/null 2>&1 && echo LOADED=yes
sed -n 's/^### tuple ### /4 /p' /etc/ufw/user.rules
sed -n 's/^### tuple ### /6 /p' /etc/ufw/user6.rules 2>/dev/null
${SSH_CONNECTION}
if [ -n "$connection" ]; then
  echo "SSH=$connection"
  set -- $connection
  ip -o addr show to "$3" 2>/dev/null | sed -n '1s/^[0-9]*: \\([^ @]*\\).*/INTERFACE=\\1/p'
fi
exit 0`)

const NOT_READ: UfwState = {
  installed: false,
  readable: false,
  enabled: false,
  loaded: false,
  ipv6: false,
  policies: { incoming: 'deny', outgoing: 'allow', routed: 'deny' },
  logging: '',
  rules: [],
  rules6: [],
  session: undefined,
}

/** ufw's whole state in one request: its own files, never the prose of `ufw status`. */
export const ufwState: ObservationKind<'ufw', UfwState> = {
  name: 'ufw',
  id: (key) => key,
  fetch: () => ({ command: READ }),
  parse: (reply, keys) => {
    const code = reply.exit.kind === 'code' ? reply.exit.code : -1
    const state = parseState(code, reply.stdout.toString('utf8'))
    if (state === undefined) throw new StackError('task', 'the state of ufw could not be read')
    return keys.map(() => state)
  },
}

/** What the reading command printed, by its exit code; undefined when it did not run to its end. */
export function parseState(code: number, output: string): UfwState | undefined {
  if (code === 3) return NOT_READ
  if (code === 4) return { ...NOT_READ, installed: true }
  if (code !== 0) return undefined
  const lines = output.split('\n')
  const settings = settingsOf(lines)
  const rulesOf = (family: string) =>
    lines
      .filter((line) => line.startsWith(`${family} `))
      .map((line) => parseTuple(line.slice(2)))
      .filter((rule) => rule !== undefined)
  return {
    installed: true,
    readable: true,
    enabled: settings.get('ENABLED') === 'yes',
    loaded: settings.get('LOADED') === 'yes',
    ipv6: settings.get('IPV6') === 'yes' && settings.get('KERNEL_IPV6') === 'yes',
    policies: {
      incoming: policyOf(settings.get('DEFAULT_INPUT_POLICY')),
      outgoing: policyOf(settings.get('DEFAULT_OUTPUT_POLICY')),
      routed: policyOf(settings.get('DEFAULT_FORWARD_POLICY')),
    },
    logging: settings.get('LOGLEVEL') ?? '',
    rules: rulesOf('4'),
    rules6: rulesOf('6'),
    session: sessionOf(settings),
  }
}

function settingsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const settings = new Map<string, string>()
  for (const line of lines) {
    const found = /^([A-Za-z0-9_]+)=["']?(.*?)["']?$/.exec(line)
    if (found === null) continue
    const [, key = '', value = ''] = found
    settings.set(key.toUpperCase(), key === 'INTERFACE' ? value : value.toLowerCase())
  }
  return settings
}

function policyOf(word: string | undefined): Policy {
  return word === 'accept' ? 'allow' : word === 'reject' ? 'reject' : 'deny'
}

function sessionOf(settings: ReadonlyMap<string, string>): SshSession | undefined {
  const [peer, , address, port] = (settings.get('SSH') ?? '').split(' ')
  if (peer === undefined || address === undefined || port === undefined) return undefined
  return {
    peer: withoutZone(peer),
    address: withoutZone(address),
    port: Number(port),
    interface: settings.get('INTERFACE') ?? '',
  }
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(\d+\.)/, '$1')
}
