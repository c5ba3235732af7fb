import type { ArgsOf, OptionSchema } from '../../source/schema.ts'

export const userOptions = {
  name: { type: 'str', required: true, aliases: ['user'], description: 'Name of the user.' },
  state: {
    type: 'str',
    default: 'present',
    choices: ['absent', 'present'],
    description: 'Whether there is one.',
  },
  uid: { type: 'int', description: 'Number of the user.' },
  non_unique: { type: 'bool', default: false, description: 'Let the number be shared.' },
  comment: { type: 'str', description: 'Full name or purpose.' },
  group: { type: 'str', description: 'Primary group, by name or number.' },
  groups: { type: 'list', elements: 'str', description: 'Supplementary groups; an empty one means none.' },
  append: { type: 'bool', default: false, description: 'Keep the groups that are not named.' },
  shell: { type: 'path', description: 'Login shell.' },
  home: { type: 'path', description: 'Home directory.' },
  create_home: {
    type: 'bool',
    default: true,
    aliases: ['createhome'],
    description: 'Make the home directory.',
  },
  move_home: { type: 'bool', default: false, description: 'Move the home directory when `home` changes.' },
  skeleton: { type: 'str', description: 'Directory whose files a new home directory starts with.' },
  umask: { type: 'str', description: 'Mask for a new home directory.' },
  system: { type: 'bool', default: false, description: 'Take a number of the range for system users.' },
  password: {
    type: 'str',
    secret: true,
    description: "The password's hash (`password_hash('sha512')`); `!` or `*` forbids passwords.",
  },
  update_password: {
    type: 'str',
    default: 'always',
    choices: ['always', 'on_create'],
    description: 'Whether the password of an existing user is set.',
  },
  password_lock: { type: 'bool', description: 'Lock or unlock the password.' },
  password_expire_max: { type: 'int', description: 'Most days between changes of the password.' },
  password_expire_min: { type: 'int', description: 'Least days between changes of the password.' },
  expires: { type: 'float', description: 'When the account ends, seconds since 1970; negative for never.' },
  force: { type: 'bool', default: false, description: 'Remove the user though logged in.' },
  remove: { type: 'bool', default: false, description: "Remove the user's directories too." },
  generate_ssh_key: { type: 'bool', default: false, description: 'Make a key pair when there is none.' },
  ssh_key_type: { type: 'str', default: 'rsa', description: 'Kind of that key.' },
  ssh_key_bits: { type: 'int', description: 'Size of that key.' },
  ssh_key_file: { type: 'path', description: 'Its file; counts from the home directory.' },
  ssh_key_comment: { type: 'str', description: 'Its comment.' },
  local: { type: 'bool', default: false, description: 'Accepted; users are made in /etc/passwd.' },
} as const satisfies OptionSchema

export type UserArgs = ArgsOf<typeof userOptions>

/** The supplementary groups asked for; undefined when they are not to be touched. */
export function wantedGroups(args: UserArgs): readonly string[] | undefined {
  return args.groups?.map((name) => name.trim()).filter((name) => name !== '')
}
