import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { expandHome } from '../playbook/findFile.ts'
import { type ConfigText, parseConfigText } from '../source/configText.ts'
import { readText } from '../source/text.ts'
import { FLAGS, type Flag, type FlagName } from './flags.ts'

/** What Ansible's environment variables and `ansible.cfg` say, for the commands that stand in for Ansible's. */
export interface AnsibleSettings {
  /** What flags that are not given count as given. */
  readonly flags: ReadonlyMap<FlagName, readonly string[]>
  readonly rolesPath: readonly string[] | undefined
  readonly collectionsPath: readonly string[] | undefined
  /** `host_key_checking` is off: keys of hosts never met are taken, one that has changed is still refused. */
  readonly acceptsNewHosts: boolean
}

interface Setting {
  readonly env: string
  /** Section and key of ansible.cfg. */
  readonly ini?: readonly [section: string, key: string]
  /** `path` is relative to the file that holds it; `commas` are several values. */
  readonly form?: 'path' | 'paths' | 'commas' | 'inventory'
}

/** Names and sections from Ansible's "Configuration Settings" reference. */
const SETTINGS: Readonly<Partial<Record<FlagName, Setting>>> = {
  inventory: { env: 'ANSIBLE_INVENTORY', ini: ['defaults', 'inventory'], form: 'inventory' },
  user: { env: 'ANSIBLE_REMOTE_USER', ini: ['defaults', 'remote_user'] },
  'private-key': {
    env: 'ANSIBLE_PRIVATE_KEY_FILE',
    ini: ['defaults', 'private_key_file'],
    form: 'path',
  },
  forks: { env: 'ANSIBLE_FORKS', ini: ['defaults', 'forks'] },
  timeout: { env: 'ANSIBLE_TIMEOUT', ini: ['defaults', 'timeout'] },
  connection: { env: 'ANSIBLE_TRANSPORT', ini: ['defaults', 'transport'] },
  'ask-pass': { env: 'ANSIBLE_ASK_PASS', ini: ['defaults', 'ask_pass'] },
  'force-handlers': { env: 'ANSIBLE_FORCE_HANDLERS', ini: ['defaults', 'force_handlers'] },
  'vault-id': {
    env: 'ANSIBLE_VAULT_IDENTITY_LIST',
    ini: ['defaults', 'vault_identity_list'],
    form: 'commas',
  },
  'vault-password-file': {
    env: 'ANSIBLE_VAULT_PASSWORD_FILE',
    ini: ['defaults', 'vault_password_file'],
    form: 'path',
  },
  'ask-vault-pass': { env: 'ANSIBLE_ASK_VAULT_PASS', ini: ['defaults', 'ask_vault_pass'] },
  'connection-password-file': {
    env: 'ANSIBLE_CONNECTION_PASSWORD_FILE',
    ini: ['defaults', 'connection_password_file'],
    form: 'path',
  },
  become: { env: 'ANSIBLE_BECOME', ini: ['privilege_escalation', 'become'] },
  'become-user': { env: 'ANSIBLE_BECOME_USER', ini: ['privilege_escalation', 'become_user'] },
  'become-method': { env: 'ANSIBLE_BECOME_METHOD', ini: ['privilege_escalation', 'become_method'] },
  'ask-become-pass': { env: 'ANSIBLE_BECOME_ASK_PASS', ini: ['privilege_escalation', 'become_ask_pass'] },
  'become-password-file': {
    env: 'ANSIBLE_BECOME_PASSWORD_FILE',
    ini: ['defaults', 'become_password_file'],
    form: 'path',
  },
  'ssh-common-args': { env: 'ANSIBLE_SSH_COMMON_ARGS', ini: ['ssh_connection', 'ssh_common_args'] },
  'ssh-extra-args': { env: 'ANSIBLE_SSH_EXTRA_ARGS', ini: ['ssh_connection', 'ssh_extra_args'] },
  diff: { env: 'ANSIBLE_DIFF_ALWAYS', ini: ['diff', 'always'] },
  tags: { env: 'ANSIBLE_RUN_TAGS', ini: ['tags', 'run'] },
  'skip-tags': { env: 'ANSIBLE_SKIP_TAGS', ini: ['tags', 'skip'] },
  verbose: { env: 'ANSIBLE_VERBOSITY', ini: ['defaults', 'verbosity'] },
}

const ROLES_PATH: Setting = { env: 'ANSIBLE_ROLES_PATH', ini: ['defaults', 'roles_path'], form: 'paths' }
const COLLECTIONS_PATH: Setting = {
  env: 'ANSIBLE_COLLECTIONS_PATH',
  ini: ['defaults', 'collections_path'],
  form: 'paths',
}

const HOST_KEY_CHECKING: Setting = {
  env: 'ANSIBLE_HOST_KEY_CHECKING',
  ini: ['defaults', 'host_key_checking'],
}

/** Nothing is set. */
export const NO_SETTINGS: AnsibleSettings = {
  flags: new Map(),
  rolesPath: undefined,
  collectionsPath: undefined,
  acceptsNewHosts: false,
}

/**
 * Reads Ansible's settings: an environment variable wins over `ansible.cfg`, of which the first counts that
 * ANSIBLE_CONFIG names or that is found here, in the home directory or in /etc/ansible.
 * @param env the environment
 * @throws StackError `file` when the file that ANSIBLE_CONFIG names cannot be read
 */
export function ansibleSettings(env: NodeJS.ProcessEnv): AnsibleSettings {
  const file = configFile(env)
  const config: Config = { env, file, text: file === undefined ? new Map() : parseConfigText(readText(file)) }
  const flags = new Map<FlagName, readonly string[]>()
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const values = valuesOf(setting, config)
    const given = values === undefined ? undefined : asGiven(name as FlagName, values)
    if (given !== undefined) flags.set(name as FlagName, given)
  }
  return {
    flags,
    rolesPath: valuesOf(ROLES_PATH, config),
    collectionsPath: valuesOf(COLLECTIONS_PATH, config),
    acceptsNewHosts: /^(false|no|off|0|f|n)$/i.test(valuesOf(HOST_KEY_CHECKING, config)?.[0] ?? ''),
  }
}

interface Config {
  readonly env: NodeJS.ProcessEnv
  readonly file: string | undefined
  readonly text: ConfigText
}

function configFile(env: NodeJS.ProcessEnv): string | undefined {
  const { ANSIBLE_CONFIG: named = '' } = env
  if (named !== '') {
    const path = resolve(expandHome(named))
    return isDirectory(path) ? join(path, 'ansible.cfg') : path
  }
  const here = resolve('ansible.cfg')
  // Whoever may write into the directory could have put the file there: Ansible passes it over, too.
  const isOpen = ((statSync('.', { throwIfNoEntry: false })?.mode ?? 0) & 0o002) !== 0
  const places = [...(isOpen ? [] : [here]), join(homedir(), '.ansible.cfg'), '/etc/ansible/ansible.cfg']
  return places.find((place) => statSync(place, { throwIfNoEntry: false })?.isFile())
}

/** The values of a setting; undefined when it is not set. */
function valuesOf(setting: Setting, { env, file, text }: Config): readonly string[] | undefined {
  const fromEnv = env[setting.env]
  const [section = '', key = ''] = setting.ini ?? []
  const written = fromEnv ?? text.get(section)?.get(key)
  if (written === undefined || written.trim() === '') return undefined
  const base = fromEnv === undefined && file !== undefined ? dirname(file) : process.cwd()
  const value = unquoted(written.trim())
  switch (setting.form) {
    case 'path':
      return [pathFrom(base, value)]
    case 'paths':
      return split(value, ':').map((path) => pathFrom(base, path))
    case 'inventory':
      // A list of hosts keeps its commas; several files are listed with commas as well.
      return value.endsWith(',') ? [value] : split(value, ',').map((path) => pathFrom(base, path))
    case 'commas':
      return split(value, ',')
    default:
      return [value]
  }
}

/** A setting as the arguments that would have said the same; undefined where a switch is off. */
function asGiven(name: FlagName, values: readonly string[]): readonly string[] | undefined {
  const flag: Flag = FLAGS[name]
  const [value = ''] = values
  if (flag.kind === 'switch') return /^(true|yes|on|1|t|y)$/i.test(value) ? [''] : undefined
  if (flag.kind === 'count') return Array.from({ length: Number(value) || 0 }, () => '')
  return values
}

function split(value: string, separator: string): string[] {
  return value
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value
}

function pathFrom(base: string, path: string): string {
  const expanded = expandHome(path)
  return isAbsolute(expanded) ? expanded : join(base, expanded)
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
