import { readFileSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { parse } from 'ssh-config'
import { StackError } from '../errors.ts'

/** What ssh_config says of a host, as it is written there: tokens and `~` not yet replaced. */
export interface HostConfig {
  readonly hostName?: string | undefined
  readonly port?: string | undefined
  readonly user?: string | undefined
  readonly identityFiles: readonly string[]
  readonly identitiesOnly: boolean
  readonly identityAgent?: string | undefined
  readonly proxyJump?: string | undefined
  readonly proxyCommand?: string | undefined
  readonly userKnownHostsFiles: readonly string[]
  readonly strictHostKeyChecking?: string | undefined
  readonly connectTimeout?: string | undefined
}

/**
 * Reads an ssh_config for one host. `undefined` as file means the user's own, which may be missing.
 * @throws StackError `file` for a named file that cannot be read
 */
export function readSshConfig(file: string | undefined, host: string): HostConfig {
  const text = readText(file)
  // `ignoreCase` answers with lower-case keys: ssh_config's keywords are case-insensitive.
  const found = parse(text).compute(host, { ignoreCase: true })
  const first = (key: string): string | undefined => wordsOf(found[key])[0]
  return {
    hostName: first('hostname'),
    port: first('port'),
    user: first('user'),
    identityFiles: wordsOf(found['identityfile']),
    identitiesOnly: first('identitiesonly') === 'yes',
    identityAgent: first('identityagent'),
    proxyJump: first('proxyjump'),
    proxyCommand: wordsOf(found['proxycommand']).join(' ') || undefined,
    userKnownHostsFiles: wordsOf(found['userknownhostsfile']).flatMap((words) => words.split(/\s+/)),
    strictHostKeyChecking: first('stricthostkeychecking'),
    connectTimeout: first('connecttimeout'),
  }
}

/** The values that ssh_config's `%` tokens stand for. */
export interface Tokens {
  /** %h: the real address. */
  readonly address: string
  /** %n: the name as given. */
  readonly name: string
  readonly port: number
  /** %r: the remote user. */
  readonly user: string
}

/** Replaces `~`, `%h %n %p %r %d %u %%` (ssh_config(5), TOKENS) and `${VAR}`. */
export function expandTokens(text: string, { address, name, port, user }: Tokens): string {
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    d: homedir(),
    h: address,
    n: name,
    p: String(port),
    r: user,
    u: userInfo().username,
  }
  return expandHome(text)
    .replace(/%([%dhnpru])/g, (_all, token: string) => values[token] ?? '')
    .replace(/\$\{(\w+)\}/g, (_all, variable: string) => process.env[variable] ?? '')
}

/** A path whose leading `~` is the user's home directory. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path
}

function readText(file: string | undefined): string {
  const path = expandHome(file ?? '~/.ssh/config')
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (file === undefined) return ''
    throw new StackError('file', `the ssh configuration ${path} cannot be read`, { cause })
  }
}

function wordsOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat()
}
