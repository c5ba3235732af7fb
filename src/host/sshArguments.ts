import { StackError } from '../errors.ts'
import { splitWords } from '../shell/split.ts'
import { nearest } from '../source/nearest.ts'

/** What can be said in ssh's own arguments (`ansible_ssh_common_args` and the like). */
export interface SshArguments {
  readonly user?: string
  readonly port?: string
  readonly identityFiles: readonly string[]
  readonly proxyJump?: string
  readonly configFile?: string
  readonly userKnownHostsFiles?: readonly string[]
  readonly strictHostKeyChecking?: string
  readonly connectTimeout?: string
  readonly serverAliveInterval?: string
  readonly identitiesOnly?: boolean
  readonly identityAgent?: string
}

/** Options that change nothing here: connections are kept and multiplexed anyway, and nothing is forwarded. */
const WITHOUT_EFFECT = new Set([
  'batchmode',
  'checkhostip',
  'compression',
  'controlmaster',
  'controlpath',
  'controlpersist',
  'forwardagent',
  'forwardx11',
  'gssapiauthentication',
  'kbdinteractiveauthentication',
  'loglevel',
  'numberofpasswordprompts',
  'passwordauthentication',
  'preferredauthentications',
  'pubkeyauthentication',
  'requesttty',
  'serveralivecountmax',
  'tcpkeepalive',
  'updatehostkeys',
  'visualhostkey',
  'addkeystoagent',
  'addressfamily',
  'connectionattempts',
])

/**
 * Understands ssh's arguments. What is not understood is an error rather than ignored: a connection made
 * otherwise than asked for may be an unsafe one.
 * @throws StackError `usage`
 */
export function parseSshArguments(text: string): SshArguments {
  let found: SshArguments = { identityFiles: [] }
  const words = splitWords(text)
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (/^-[46ACTaknqtvxX]+$/.test(word)) continue
    const option = LETTERS[word.slice(0, 2)]
    if (option === undefined) throw unknownArgument(word)
    const value = word.length > 2 ? word.slice(2) : words.shift()
    if (value === undefined) throw new StackError('usage', `the ssh argument ${word} needs a value`)
    found = { ...found, ...readOption(option === '' ? value : `${option}=${value}`, found) }
  }
  return found
}

/** The option that a letter stands for; `-o` names its own. */
const LETTERS: Readonly<Record<string, string>> = {
  '-o': '',
  '-J': 'ProxyJump',
  '-p': 'Port',
  '-i': 'IdentityFile',
  '-l': 'User',
  '-F': 'ConfigFile',
}

type Reader = (value: string, found: SshArguments) => Partial<SshArguments>

const READERS: Readonly<Record<string, Reader>> = {
  configfile: (configFile) => ({ configFile }),
  connecttimeout: (connectTimeout) => ({ connectTimeout }),
  identitiesonly: (value) => ({ identitiesOnly: value === 'yes' }),
  identityagent: (identityAgent) => ({ identityAgent }),
  identityfile: (file, { identityFiles }) => ({ identityFiles: [...identityFiles, file] }),
  port: (port) => ({ port }),
  proxycommand: (command) => ({ proxyJump: jumpOfProxyCommand(command) }),
  proxyjump: (proxyJump) => ({ proxyJump }),
  serveraliveinterval: (serverAliveInterval) => ({ serverAliveInterval }),
  stricthostkeychecking: (strictHostKeyChecking) => ({ strictHostKeyChecking }),
  user: (user) => ({ user }),
  userknownhostsfile: (files) => ({ userKnownHostsFiles: files.split(/\s+/) }),
}

function readOption(text: string, found: SshArguments): Partial<SshArguments> {
  const [, name = '', value = ''] = /^\s*([A-Za-z0-9]+)\s*[= ]\s*(.*)$/s.exec(text) ?? []
  const read = READERS[name.toLowerCase()]
  if (read !== undefined) return read(value, found)
  if (WITHOUT_EFFECT.has(name.toLowerCase())) return {}
  throw unknownArgument(`-o ${text}`, name)
}

/**
 * The jump host of a `ProxyCommand` in its common form, `ssh … -W %h:%p [user@]jump`.
 * @throws StackError `usage` for any other command
 */
export function jumpOfProxyCommand(command: string): string {
  const words = splitWords(command)
  let port = ''
  let user = ''
  let host: string | undefined
  const known = words.shift() === 'ssh' && command.includes('%h:%p')
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-p') port = `:${words.shift()}`
    else if (word === '-l') user = `${words.shift()}@`
    else if (word === '-W' || word === '-o' || word === '-i' || word === '-F') words.shift()
    else if (!word.startsWith('-')) host ??= word
  }
  if (known && host !== undefined) return `${user}${host}${port}`
  throw new StackError('usage', `this ProxyCommand is not supported: ${command}`, {
    hint: 'only `ssh -W %h:%p jump` is; ProxyJump=jump says the same',
  })
}

function unknownArgument(word: string, option = ''): StackError {
  const near = option === '' ? undefined : nearest(option, Object.keys(READERS))
  return new StackError('usage', `the ssh argument ${word} is not supported`, {
    hint: near === undefined ? 'supported are -J, -p, -i, -l, -F and -o' : `did you mean ${near}?`,
  })
}
