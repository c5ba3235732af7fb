/** A flag: its parser, its type and its line in --help and README, all from here. */
export interface Flag {
  /** `switch` is on or off, `count` is how often (-vvv), `list` may be given again and again. */
  readonly kind: 'switch' | 'count' | 'text' | 'list' | 'number' | 'choice'
  readonly short?: string
  /** Other names, as in Ansible. */
  readonly aliases?: readonly string[]
  /** What the value is, for people. */
  readonly value?: string
  readonly choices?: readonly string[]
  readonly default?: string | number
  /** Of a number; 1 when absent. */
  readonly least?: number
  readonly help: string
}

/** Every flag there is, by its long name. Names and letters are ansible-playbook's where it has them. */
export const FLAGS = {
  inventory: {
    kind: 'list',
    short: 'i',
    value: 'FILE',
    help: 'hosts: a file, a directory, or a list with a comma (web1,web2); may be repeated',
  },
  playbook: { kind: 'text', value: 'FILE', help: "a playbook in place of the stack's own" },
  lab: { kind: 'text', value: 'NAME', help: 'log in with the key and the host keys of this lab' },
  limit: { kind: 'text', short: 'l', value: 'PATTERN', help: 'work on these hosts of the inventory only' },
  tags: { kind: 'list', short: 't', value: 'TAGS', help: 'run only what has one of these tags' },
  'skip-tags': { kind: 'list', value: 'TAGS', help: 'leave out what has one of these tags' },
  check: { kind: 'switch', short: 'C', help: 'change nothing; say what would change' },
  diff: { kind: 'switch', short: 'D', help: 'show what changes in files' },
  'extra-vars': {
    kind: 'list',
    short: 'e',
    value: 'VARS',
    help: 'variables that win over all others: k=v, JSON or YAML, or @file',
  },
  forks: { kind: 'number', short: 'f', value: 'N', default: 50, help: 'hosts worked on at the same time' },
  become: { kind: 'switch', short: 'b', help: 'become root (or become_user) by sudo' },
  'become-user': { kind: 'text', value: 'NAME', help: 'become this user where nothing else says (root)' },
  'become-method': {
    kind: 'choice',
    value: 'METHOD',
    choices: ['sudo', 'su'],
    default: 'sudo',
    help: 'how to become another user where nothing else says',
  },
  connection: {
    kind: 'text',
    short: 'c',
    value: 'KIND',
    help: 'how hosts are reached where nothing else says: ssh (also smart, paramiko) or local',
  },
  'ssh-common-args': { kind: 'text', value: 'ARGS', help: 'options as on the command line of ssh' },
  'ssh-extra-args': { kind: 'text', value: 'ARGS', help: 'further options as on the command line of ssh' },
  'force-handlers': { kind: 'switch', help: 'run notified handlers on failed hosts too' },
  'flush-cache': { kind: 'switch', help: 'accepted as Ansible has it: no facts are kept from run to run' },
  'start-at-task': { kind: 'text', value: 'NAME', help: 'pass over all tasks before this one' },
  step: { kind: 'switch', help: 'ask before each task whether to run it' },
  'ask-become-pass': { kind: 'switch', short: 'K', help: 'ask for the password of sudo' },
  'become-password-file': {
    kind: 'text',
    aliases: ['become-pass-file'],
    value: 'FILE',
    help: 'read the password of sudo from this file',
  },
  'ask-pass': { kind: 'switch', short: 'k', help: 'ask for the password of the SSH login' },
  'connection-password-file': {
    kind: 'text',
    aliases: ['conn-pass-file'],
    value: 'FILE',
    help: 'read the password of the SSH login from this file',
  },
  'vault-id': {
    kind: 'list',
    value: '[LABEL@]SOURCE',
    help: 'vault password of this label: a file, a program that prints it, or prompt; may be repeated',
  },
  'vault-password-file': {
    kind: 'list',
    aliases: ['vault-pass-file'],
    value: 'FILE',
    help: 'read the vault password from this file, or from what it prints when it is a program',
  },
  'ask-vault-pass': {
    kind: 'switch',
    short: 'J',
    aliases: ['ask-vault-password'],
    help: 'ask for the vault password',
  },
  'private-key': {
    kind: 'text',
    aliases: ['key-file'],
    value: 'FILE',
    help: 'log in with this SSH key',
  },
  user: { kind: 'text', short: 'u', value: 'NAME', help: 'log in as this user' },
  timeout: { kind: 'number', short: 'T', value: 'SECONDS', default: 10, help: 'for connecting to a host' },
  'lock-wait': {
    kind: 'number',
    value: 'SECONDS',
    default: 300,
    least: 0,
    help: 'how long to wait for another run that works on the same host',
  },
  verbose: {
    kind: 'count',
    short: 'v',
    help: 'show results and round trips; -vv also where tasks stand, -vvv everything',
  },
  output: {
    kind: 'choice',
    value: 'FORM',
    choices: ['auto', 'plain', 'json'],
    default: 'auto',
    help: 'plain as ansible-playbook prints it, or json: one event a line',
  },
  wait: {
    kind: 'number',
    value: 'SECONDS',
    default: 60,
    least: 0,
    help: 'for sessions to end, or for health checks to succeed; 0 for no waiting',
  },
  'end-sessions': { kind: 'switch', help: 'end the sessions that are left after the wait, rather than fail' },
  'syntax-check': { kind: 'switch', help: 'check the playbooks and stop' },
  'list-hosts': { kind: 'switch', help: 'list the hosts that each play would work on and stop' },
  'list-tasks': { kind: 'switch', help: 'list the tasks that would run and stop' },
  'list-tags': { kind: 'switch', help: 'list the tags and stop' },
  live: { kind: 'switch', help: 'look at the hosts too, changing nothing' },
  json: { kind: 'switch', help: 'print the result as JSON' },
  'module-name': {
    kind: 'text',
    short: 'm',
    value: 'MODULE',
    help: 'the module to run: command, unless another is named',
  },
  args: { kind: 'text', short: 'a', value: 'ARGS', help: "the module's options: k=v, JSON, or the command" },
  python: { kind: 'switch', help: 'hosts with Python, which ansible-playbook can work on too' },
  to: { kind: 'text', value: 'RELEASE', help: 'the release to go back to (default: the one before)' },
  list: { kind: 'switch', help: 'as JSON, the way ansible-inventory --list prints it' },
  graph: { kind: 'switch', help: 'as a tree of groups and hosts' },
  host: { kind: 'text', value: 'HOST', help: "one host's variables as JSON" },
  help: { kind: 'switch', short: 'h', help: 'show this help' },
  version: { kind: 'switch', help: 'show the version' },
} as const satisfies Readonly<Record<string, Flag>>

export type FlagName = keyof typeof FLAGS

type ValueOf<F extends Flag> = F['kind'] extends 'switch'
  ? boolean
  : F['kind'] extends 'count'
    ? number
    : F['kind'] extends 'list'
      ? readonly string[]
      : F['kind'] extends 'number'
        ? number
        : F extends { choices: readonly (infer C)[] }
          ? C
          : string | undefined

/** What the parser gives for some flags: lists and switches are never absent. */
export type FlagValues<N extends FlagName> = { readonly [K in N]: ValueOf<(typeof FLAGS)[K]> }
