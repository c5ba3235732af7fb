import { existsSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { StackError } from '../errors.ts'
import type { Secret } from '../shell/secret.ts'
import { milliseconds, portNumber, secret, text, type Vars } from './connectionVars.ts'
import type { ConnectionSpec, SshSpec } from './host.ts'
import { jumpOfProxyCommand, parseSshArguments, type SshArguments } from './sshArguments.ts'
import { expandTokens, type HostConfig, readSshConfig, type Tokens } from './sshConfig.ts'

/** What the command line says of connections. */
export interface ConnectionFlags {
  readonly connection?: string | undefined
  readonly user?: string | undefined
  readonly privateKey?: string | undefined
  readonly password?: Secret | undefined
  readonly timeoutMs?: number | undefined
  /** Instead of ~/.ssh/config. */
  readonly sshConfigFile?: string | undefined
  readonly hostKeyChecking?: 'strict' | 'accept-new' | undefined
  readonly sshArguments?: string | undefined
}

const CONNECT_TIMEOUT_MS = 10_000
const KEEP_ALIVE_MS = 15_000
const LOCAL_NAMES = new Set(['localhost', '127.0.0.1', '::1'])
const MAX_JUMPS = 8

/**
 * How a host is reached. Ansible's precedence: the host's variables (templated), then flags, then
 * ssh_config, then defaults; `localhost` without a connection of its own is this machine.
 * @throws StackError `usage`, `type`, `file`
 */
export function resolveConnection(name: string, vars: Vars, flags: ConnectionFlags = {}): ConnectionSpec {
  const connection = text(vars, 'ansible_connection') ?? flags.connection
  const implicit = connection === undefined && LOCAL_NAMES.has(name) && vars['ansible_host'] === undefined
  if (connection === 'local' || implicit) return { kind: 'local' }
  if (connection !== undefined && !['ssh', 'smart', 'paramiko', 'paramiko_ssh'].includes(connection)) {
    throw new StackError(
      'usage',
      `the connection ${JSON.stringify(connection)} of ${name} is not supported`,
      {
        host: name,
        hint: 'set ansible_connection to ssh or local',
      },
    )
  }
  return sshSpec(name, vars, flags)
}

function sshSpec(name: string, vars: Vars, flags: ConnectionFlags): SshSpec {
  const written = [
    flags.sshArguments,
    text(vars, 'ansible_ssh_common_args'),
    text(vars, 'ansible_ssh_extra_args'),
    text(vars, 'ansible_ssh_args'),
  ]
  const args = parseSshArguments(written.filter((part) => part !== undefined).join(' '))
  const target = text(vars, 'ansible_host', 'ansible_ssh_host') ?? name
  const key = text(vars, 'ansible_ssh_private_key_file', 'ansible_private_key_file') ?? flags.privateKey
  const wanted: Wanted = {
    user: text(vars, 'ansible_user', 'ansible_ssh_user') ?? flags.user ?? args.user,
    port: text(vars, 'ansible_port', 'ansible_ssh_port') ?? args.port,
    keys: [...(key === undefined ? [] : [key]), ...args.identityFiles],
    password: secret(vars, 'ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password') ?? flags.password,
    timeoutMs: milliseconds(name, text(vars, 'ansible_timeout', 'ansible_ssh_timeout')) ?? flags.timeoutMs,
    checking: checking(vars, flags, args),
  }
  return build(name, target, wanted, args, flags, 0)
}

/** What is asked for from outside ssh_config. */
interface Wanted {
  readonly user: string | undefined
  readonly port: string | undefined
  readonly keys: readonly string[]
  readonly password: Secret | undefined
  readonly timeoutMs: number | undefined
  readonly checking: SshSpec['hostKeyChecking'] | undefined
}

function build(
  name: string,
  target: string,
  wanted: Wanted,
  args: SshArguments,
  flags: ConnectionFlags,
  depth: number,
): SshSpec {
  const config = readSshConfig(args.configFile ?? flags.sshConfigFile, target)
  const user = wanted.user ?? config.user ?? userInfo().username
  const port = portNumber(name, wanted.port ?? config.port ?? '22')
  const address = (config.hostName ?? target).replaceAll('%h', target).replaceAll('%%', '%')
  const tokens: Tokens = { address, name: target, port, user }
  const timeout = args.connectTimeout ?? config.connectTimeout
  const alive = Number(args.serverAliveInterval ?? 0) * 1000
  return {
    kind: 'ssh',
    address,
    port,
    user,
    privateKeyFiles: keyFiles(wanted.keys, config, tokens),
    password: wanted.password,
    jumps: jumps(name, args, config, flags, wanted, depth),
    knownHostsFiles: knownHosts(args, config).map((file) => expandTokens(file, tokens)),
    hostKeyChecking: wanted.checking ?? acceptNew(config.strictHostKeyChecking) ?? 'strict',
    agentSocket: agent(args, config, tokens),
    connectTimeoutMs: wanted.timeoutMs ?? milliseconds(name, timeout) ?? CONNECT_TIMEOUT_MS,
    keepAliveMs: alive > 0 ? alive : KEEP_ALIVE_MS,
  }
}

function keyFiles(keys: readonly string[], config: HostConfig, tokens: Tokens): string[] {
  const named = [...keys, ...config.identityFiles].map((file) => expandTokens(file, tokens))
  if (named.length > 0) return [...new Set(named)]
  return ['id_ed25519', 'id_ecdsa', 'id_rsa']
    .map((file) => `${homedir()}/.ssh/${file}`)
    .filter((file) => existsSync(file))
}

function knownHosts(args: SshArguments, config: HostConfig): readonly string[] {
  if (args.userKnownHostsFiles !== undefined) return args.userKnownHostsFiles
  if (config.userKnownHostsFiles.length > 0) return config.userKnownHostsFiles
  return ['~/.ssh/known_hosts', '~/.ssh/known_hosts2', '/etc/ssh/ssh_known_hosts']
}

function agent(args: SshArguments, config: HostConfig, tokens: Tokens): string | undefined {
  const named = args.identityAgent ?? config.identityAgent
  if (named === 'none' || (args.identitiesOnly ?? config.identitiesOnly)) return undefined
  const socket = named === undefined || named === 'SSH_AUTH_SOCK' ? process.env['SSH_AUTH_SOCK'] : named
  return socket === undefined || socket === '' ? undefined : expandTokens(socket, tokens)
}

/** The chain of jump hosts, nearest first; each may have its own entry, with its own jumps, in ssh_config. */
function jumps(
  name: string,
  args: SshArguments,
  config: HostConfig,
  flags: ConnectionFlags,
  wanted: Wanted,
  depth: number,
): SshSpec[] {
  const chain = args.proxyJump ?? config.proxyJump ?? proxyCommandJump(config.proxyCommand)
  if (chain === undefined || chain === 'none') return []
  if (depth >= MAX_JUMPS) {
    throw new StackError('usage', `the jump hosts of ${name} lead through each other`, { host: name })
  }
  return chain.split(',').flatMap((jump, index) => {
    const [, user, plain, bracketed, port] =
      /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:([^:[\]]+)|\[([^\]]+)\])(?::(\d+))?$/.exec(jump.trim()) ?? []
    const target = plain ?? bracketed
    if (target === undefined) {
      throw new StackError('usage', `${JSON.stringify(jump)} is not a jump host`, {
        host: name,
        hint: 'write [user@]host[:port], several with commas between',
      })
    }
    const own: Wanted = { ...wanted, user, port, password: undefined }
    // The chain as written is complete: only its first host may have jumps of its own.
    const { proxyJump: _chain, port: _port, user: _user, ...rest } = args
    const spec = build(target, target, own, rest, flags, depth + 1)
    return index === 0 ? [...spec.jumps, { ...spec, jumps: [] }] : [{ ...spec, jumps: [] }]
  })
}

function proxyCommandJump(command: string | undefined): string | undefined {
  return command === undefined || command === 'none' ? undefined : jumpOfProxyCommand(command)
}

function checking(
  vars: Vars,
  flags: ConnectionFlags,
  args: SshArguments,
): SshSpec['hostKeyChecking'] | undefined {
  const variable = vars['ansible_ssh_host_key_checking'] ?? vars['ansible_host_key_checking']
  if (variable !== undefined) return acceptNew(String(variable))
  return acceptNew(args.strictHostKeyChecking) ?? flags.hostKeyChecking
}

/** Switching the check off altogether is never done: a new key is taken then, a changed one still refused. */
function acceptNew(value: string | undefined): SshSpec['hostKeyChecking'] | undefined {
  if (value === undefined) return undefined
  return ['no', 'off', 'false', 'False', 'accept-new'].includes(value) ? 'accept-new' : 'strict'
}
