import { createHash } from 'node:crypto'
import { type MaybeSecret, revealText, Secret } from '../../shell/secret.ts'
import type { ArgsOf, OptionSchema } from '../../source/schema.ts'

/** How to log in: the options that all modules of community.mysql share. */
export const loginOptions = {
  login_user: {
    type: 'str',
    description: 'User to log in as; else that of the config file, else the user of the task.',
  },
  login_password: { type: 'str', secret: true, description: 'Password to log in with.' },
  login_host: { type: 'str', default: 'localhost', description: 'Host of the server.' },
  login_port: { type: 'int', default: 3306, description: 'Port of the server.' },
  login_unix_socket: {
    type: 'str',
    description: 'Socket of a local server; the client’s own default when nothing is said.',
  },
  config_file: {
    type: 'path',
    default: '~/.my.cnf',
    description: 'Option file to read on the host, when it exists; empty: none.',
  },
  connect_timeout: { type: 'int', default: 30, description: 'Seconds to wait for a connection.' },
  client_cert: { type: 'path', aliases: ['ssl_cert'], description: 'Client certificate, on the host.' },
  client_key: { type: 'path', aliases: ['ssl_key'], description: 'Key of the client certificate.' },
  ca_cert: { type: 'path', aliases: ['ssl_ca'], description: 'Certificate authority, on the host.' },
  check_hostname: { type: 'bool', description: 'Verify the name in the server’s certificate.' },
} as const satisfies OptionSchema

export type LoginArgs = ArgsOf<typeof loginOptions>

export interface Login {
  /** Text of an option file with all that was asked for. */
  readonly options: Secret
  /** The same with root and no password, to be tried first (`check_implicit_admin`). */
  readonly implicit: Secret | undefined
  /** Option file on the host that comes before; empty for none. */
  readonly configFile: string
  /** The same for the same login; tells nothing of the password. */
  readonly id: string
}

/** The login that a task's options describe. */
export function loginOf(args: LoginArgs, implicitAdmin = false): Login {
  const place = placeOf(args)
  const given = [...place, ...entry('user', args.login_user), ...entry('password', args.login_password)]
  const options = optionText(given, args.connect_timeout)
  const asRoot = [...place, ...entry('user', 'root'), ...entry('password', '')]
  const implicit = implicitAdmin ? optionText(asRoot, args.connect_timeout) : undefined
  const identity = JSON.stringify([revealText(options), implicitAdmin, args.config_file])
  const id = createHash('sha256').update(identity).digest('hex')
  return { options, implicit, configFile: args.config_file, id }
}

/**
 * Text of an option file. The time to wait for a connection stands apart: only the client knows it, the dump
 * programs would refuse it.
 */
export function optionText(
  entries: readonly (readonly [string, MaybeSecret])[],
  connectTimeout: number,
): Secret {
  const lines = entries.map(([name, value]) => `${name}=${quoteOption(revealText(value))}\n`)
  return new Secret(`[client]\n${lines.join('')}[mysql]\nconnect-timeout=${connectTimeout}\n`)
}

function placeOf(args: LoginArgs): (readonly [string, MaybeSecret])[] {
  const socket = args.login_unix_socket
  // A port without a host is meant for TCP, but the client takes localhost for the socket.
  const tcp = socket === undefined && args.login_host === 'localhost' && args.login_port !== 3306
  const remote = socket === undefined && (tcp || args.login_host !== 'localhost')
  return [
    ...entry('host', socket === undefined ? args.login_host : 'localhost'),
    ...entry('socket', socket),
    ...entry('port', remote ? String(args.login_port) : undefined),
    ...entry('protocol', tcp ? 'tcp' : undefined),
    ...entry('ssl-cert', args.client_cert),
    ...entry('ssl-key', args.client_key),
    ...entry('ssl-ca', args.ca_cert),
    ...verification(args.check_hostname),
  ]
}

/** MySQL and MariaDB name it differently; each passes over the other's name, with a warning. */
function verification(check: boolean | undefined): (readonly [string, string])[] {
  if (check === undefined) return []
  return [
    ['loose-ssl-mode', check ? 'VERIFY_IDENTITY' : 'PREFERRED'],
    ['loose-ssl-verify-server-cert', check ? '1' : '0'],
  ]
}

function entry(name: string, value: MaybeSecret | undefined): (readonly [string, MaybeSecret])[] {
  return value === undefined ? [] : [[name, value]]
}

/** Quoted as the clients' option files want it. */
function quoteOption(text: string): string {
  const escaped = text.replace(/[\\"'\n\r\t\x08]/g, (character) => ESCAPES[character] ?? character)
  return `"${escaped}"`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
}
