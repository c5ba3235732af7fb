import type { FlagName } from './flags.ts'

/** A command: what it is for, what stands behind it on the command line, and its flags. */
export interface Command {
  readonly summary: string
  /** Positional arguments as the usage line shows them; '' for none. */
  readonly usage: string
  /** How many positional arguments it takes. */
  readonly arguments: readonly [min: number, max: number]
  readonly flags: readonly FlagName[]
  readonly examples: readonly string[]
  /** Stands in for a command of Ansible's, so ansible.cfg and the environment variables count. */
  readonly readsAnsibleSettings?: boolean
}

const VAULT = ['vault-id', 'vault-password-file', 'ask-vault-pass'] as const satisfies readonly FlagName[]

const LOGIN = [
  'inventory',
  'lab',
  'limit',
  'user',
  'private-key',
  'ask-pass',
  'connection-password-file',
  'connection',
  'ssh-common-args',
  'ssh-extra-args',
  'become',
  'become-user',
  'become-method',
  'ask-become-pass',
  'become-password-file',
  'timeout',
  ...VAULT,
] as const satisfies readonly FlagName[]

const SCOPE = ['tags', 'skip-tags', 'extra-vars', 'forks'] as const satisfies readonly FlagName[]

const PLAY = [
  ...LOGIN,
  'lock-wait',
  ...SCOPE,
  'diff',
  'verbose',
  'output',
  'help',
] as const satisfies readonly FlagName[]

/** Every command, in the order of --help. Two words are a group and its command. */
export const COMMANDS = {
  up: {
    summary: 'build the web stack on the hosts of an inventory, or put back what has drifted',
    usage: '',
    arguments: [0, 0],
    flags: ['playbook', 'check', ...PLAY],
    examples: ['stack up --inventory hosts.yaml', 'stack up -i hosts.yaml --limit web1 --check --diff'],
  },
  plan: {
    summary: 'say what `up` would change: exit code 0 nothing, 2 something, 1 it cannot be said',
    usage: '',
    arguments: [0, 0],
    flags: ['playbook', ...PLAY],
    examples: ['stack plan --inventory hosts.yaml'],
  },
  rollback: {
    summary: 'put an earlier release of the application back, one web server after the other',
    usage: '',
    arguments: [0, 0],
    flags: ['to', 'check', ...PLAY],
    examples: ['stack rollback -i hosts.yaml', 'stack rollback -i hosts.yaml --to 4f0c1d2e3a5b'],
  },
  releases: {
    summary: 'list the releases of the application on each server',
    usage: '',
    arguments: [0, 0],
    flags: [...PLAY],
    examples: ['stack releases -i hosts.yaml'],
  },
  run: {
    summary: 'run playbooks of your own, as ansible-playbook does',
    usage: 'PLAYBOOK...',
    arguments: [1, Number.POSITIVE_INFINITY],
    flags: [
      'check',
      ...PLAY,
      'force-handlers',
      'flush-cache',
      'start-at-task',
      'step',
      'syntax-check',
      'list-hosts',
      'list-tasks',
      'list-tags',
    ],
    examples: ['stack run -i hosts.yaml site.yml'],
    readsAnsibleSettings: true,
  },
  exec: {
    summary: 'run one module on some hosts, as the command ansible does',
    usage: 'PATTERN',
    arguments: [1, 1],
    flags: [
      'module-name',
      'args',
      'check',
      ...LOGIN,
      'lock-wait',
      'extra-vars',
      'forks',
      'diff',
      'verbose',
      'output',
      'help',
    ],
    examples: ['stack exec -i hosts.yaml web -m ping', "stack exec -i hosts.yaml 'web:!web2' -b -a uptime"],
    readsAnsibleSettings: true,
  },
  drain: {
    summary: 'take web servers out of rotation on all load balancers, until `ready` puts them back',
    usage: 'HOST...',
    arguments: [1, Number.POSITIVE_INFINITY],
    flags: ['wait', 'end-sessions', 'check', ...PLAY],
    examples: ['stack drain -i hosts.yaml web1', 'stack drain -i hosts.yaml web1 --wait 20 --end-sessions'],
  },
  ready: {
    summary: 'put drained web servers back into rotation',
    usage: 'HOST...',
    arguments: [1, Number.POSITIVE_INFINITY],
    flags: ['wait', 'check', ...PLAY],
    examples: ['stack ready -i hosts.yaml web1'],
  },
  audit: {
    summary:
      'say which of the five complaints hold for an inventory: exit code 0 none, 2 some, 4 a host is out of reach',
    usage: '',
    arguments: [0, 0],
    flags: ['live', 'json', 'playbook', ...LOGIN, ...SCOPE, 'help'],
    examples: ['stack audit --inventory hosts.yaml', 'stack audit -i hosts.yaml --live --ask-become-pass'],
  },
  inventory: {
    summary: 'show what an inventory holds',
    usage: '',
    arguments: [0, 0],
    flags: ['inventory', 'list', 'graph', 'host', ...VAULT, 'help'],
    examples: ['stack inventory -i hosts.yaml --graph'],
    readsAnsibleSettings: true,
  },
  docs: {
    summary: 'list the modules, or show one with its options and examples',
    usage: '[MODULE...]',
    arguments: [0, Number.POSITIVE_INFINITY],
    flags: ['help'],
    examples: ['stack docs', 'stack docs apt'],
  },
  'lab up': {
    summary: 'boot throwaway hosts as an inventory describes them (root, systemd-nspawn)',
    usage: '[NAME]',
    arguments: [0, 1],
    flags: ['inventory', 'python', ...VAULT, 'help'],
    examples: ['stack lab up -i inventory/demo.yaml'],
  },
  'lab reset': {
    summary: 'put the hosts of a lab back to how they were when they first booted',
    usage: 'NAME [HOST...]',
    arguments: [1, Number.POSITIVE_INFINITY],
    flags: ['help'],
    examples: ['stack lab reset demo'],
  },
  'lab down': {
    summary: 'stop a lab and remove everything it left on this machine',
    usage: '[NAME]',
    arguments: [0, 1],
    flags: ['help'],
    examples: ['stack lab down demo'],
  },
  'lab list': {
    summary: 'list the labs and their hosts',
    usage: '',
    arguments: [0, 0],
    flags: ['help'],
    examples: ['stack lab list'],
  },
  'lab ssh': {
    summary: 'log in to a host of a lab',
    usage: '[NAME] HOST',
    arguments: [1, 2],
    flags: ['help'],
    examples: ['stack lab ssh web1', 'stack lab ssh demo web1'],
  },
  'lab exec': {
    summary: 'run a command on a host of a lab',
    usage: '[NAME] HOST -- COMMAND...',
    arguments: [1, 2],
    flags: ['help'],
    examples: ['stack lab exec web1 -- systemctl status nginx'],
  },
} as const satisfies Readonly<Record<string, Command>>

export type CommandName = keyof typeof COMMANDS

/** The flags of a command, for the types of its values. */
export type FlagsOf<C extends CommandName> = (typeof COMMANDS)[C]['flags'][number]
