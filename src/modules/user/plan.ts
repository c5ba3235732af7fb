import { predict } from '../../host/observation.ts'
import { type GroupState, groups } from '../../host/observations/groups.ts'
import type { ShadowState } from '../../host/observations/shadow.ts'
import { type UserState, users } from '../../host/observations/users.ts'
import { type Command, sequence, sh } from '../../shell/command.ts'
import { reveal, Secret } from '../../shell/secret.ts'
import { type KeyFile, keyFile } from '../authorizedKey/file.ts'
import { ModuleFailure, type Plan, type Step } from '../module.ts'
import { createCommand, homeCommand, keyCommand, keyFileOf } from './commands.ts'
import { type HomeState, userHome } from './home.ts'
import { type UserArgs, wantedGroups } from './options.ts'

export interface AccountState {
  readonly user: UserState | undefined
  readonly shadow: ShadowState | undefined
  readonly home: HomeState
  /** By the name that was asked for. */
  readonly groups: ReadonlyMap<string, GroupState | undefined>
}

export function planUser(args: UserArgs, state: AccountState): Plan {
  if (args.state === 'absent') return planRemoval(args, state)
  refuseMissingGroups(args, state)
  const steps = state.user === undefined ? planCreation(args, state) : planChange(args, state, state.user)
  const withKey = args.generate_ssh_key && !state.home.hasKey
  if (withKey)
    steps.push({ title: `make an SSH key for ${args.name}`, request: { command: keyCommand(args) } })
  return { steps, values: valuesOf(args, state) }
}

function planRemoval(args: UserArgs, state: AccountState): Plan {
  const { name } = args
  const values = { name, state: 'absent', force: args.force, remove: args.remove }
  if (state.user === undefined) return { steps: [], values: { name, state: 'absent' } }
  const flags = [...(args.force ? ['-f'] : []), ...(args.remove ? ['-r'] : [])]
  const request = { command: sh`userdel ${flags} -- ${name}` }
  // 12: the home directory could not be removed, as of a user who never had one.
  const accept = args.remove ? [0, 12] : [0]
  return {
    steps: [
      { title: `remove the user ${name}`, request, accept, predicts: [predict(users, name, undefined)] },
    ],
    values,
  }
}

function planCreation(args: UserArgs, state: AccountState): Step[] {
  const { name } = args
  const own = state.groups.get(name) !== undefined
  const after: UserState = {
    name,
    uid: args.uid ?? -1,
    gid: -1,
    gecos: args.comment ?? '',
    home: args.home ?? `/home/${name}`,
    shell: args.shell ?? '',
    groups: [args.group ?? name, ...(wantedGroups(args) ?? [])],
  }
  const password = args.password === undefined ? [] : [passwordStep(name, args.password)]
  const lock = args.password_lock ? [lockStep(name, true)] : []
  return [
    {
      title: `make the user ${name}`,
      request: { command: withEntry(createCommand(args, own), name) },
      diff: { before: '', after: describe(after) },
      predicts: [
        predict(users, name, after),
        predict(
          userHome,
          { user: name, keyFile: keyFileOf(args) },
          { ...state.home, exists: args.create_home },
        ),
        predict(keyFile, { user: name, path: undefined }, noKeys(after)),
        ...(args.group === undefined ? [predict(groups, name, { name, gid: -1, members: [] })] : []),
      ],
    },
    ...password,
    ...lock,
    ...agingSteps(args, undefined),
  ]
}

/** A new user has no authorized keys. */
function noKeys({ home, uid, gid }: UserState): KeyFile {
  const path = `${home}/.ssh/authorized_keys`
  return { userExists: true, uid, gid, path, directory: '', file: '', content: '' }
}

function planChange(args: UserArgs, state: AccountState, user: UserState): Step[] {
  const changes = changedFlags(args, state, user)
  const steps: Step[] = []
  if (changes.length > 0) {
    const after = changedUser(args, user)
    steps.push({
      title: `change the user ${args.name}`,
      request: { command: withEntry(sh`usermod ${changes} -- ${args.name}`, args.name) },
      diff: { before: describe(user), after: describe(after) },
      predicts: [predict(users, args.name, after)],
    })
  }
  if (
    args.password !== undefined &&
    args.update_password === 'always' &&
    !samePassword(args.password, state.shadow)
  ) {
    steps.push(passwordStep(args.name, args.password))
  }
  if (args.password_lock !== undefined && state.shadow !== undefined) {
    const locked = reveal(state.shadow.password).startsWith('!')
    if (locked !== args.password_lock) steps.push(lockStep(args.name, args.password_lock))
  }
  if (args.create_home && !state.home.exists && !args.move_home) {
    steps.push({ title: `make the home directory of ${args.name}`, request: { command: homeCommand(args) } })
  }
  return [...steps, ...agingSteps(args, state.shadow)]
}

function changedFlags(args: UserArgs, state: AccountState, user: UserState): (string | number)[] {
  const flags: (string | number)[] = []
  if (args.uid !== undefined && args.uid !== user.uid)
    flags.push('-u', args.uid, ...(args.non_unique ? ['-o'] : []))
  if (args.group !== undefined && state.groups.get(args.group)?.gid !== user.gid) flags.push('-g', args.group)
  const wanted = wantedGroups(args)
  if (wanted !== undefined) {
    const now = new Set(user.groups.slice(1))
    const names = wanted.filter((name) => nameOf(name, state) !== user.groups[0])
    const missing = names.filter((name) => !now.has(nameOf(name, state)))
    if (args.append && missing.length > 0) flags.push('-a', '-G', missing.join(','))
    if (!args.append && (missing.length > 0 || now.size !== new Set(names).size))
      flags.push('-G', names.join(','))
  }
  if (args.comment !== undefined && args.comment !== user.gecos) flags.push('-c', args.comment)
  if (args.home !== undefined && args.home !== user.home)
    flags.push('-d', args.home, ...(args.move_home ? ['-m'] : []))
  if (args.shell !== undefined && args.shell !== user.shell) flags.push('-s', args.shell)
  if (args.expires !== undefined && daysOf(args.expires) !== state.shadow?.expires) {
    flags.push('-e', args.expires < 0 ? '' : new Date(args.expires * 1000).toISOString().slice(0, 10))
  }
  return flags
}

function nameOf(group: string, state: AccountState): string {
  return state.groups.get(group)?.name ?? group
}

function daysOf(seconds: number): number | undefined {
  return seconds < 0 ? undefined : Math.floor(seconds / 86_400)
}

/** A lock mark in front of the hash is the business of `password_lock`. */
function samePassword(wanted: Secret, shadow: ShadowState | undefined): boolean {
  if (shadow === undefined) return false
  return reveal(shadow.password).replace(/^!/, '') === reveal(wanted).replace(/^!/, '')
}

function passwordStep(name: string, password: Secret): Step {
  return {
    title: `set the password of ${name}`,
    request: { command: sh`chpasswd -e`, stdin: new Secret(`${name}:${reveal(password)}\n`) },
  }
}

function lockStep(name: string, lock: boolean): Step {
  return {
    title: `${lock ? 'lock' : 'unlock'} the password of ${name}`,
    request: { command: sh`usermod ${lock ? '-L' : '-U'} -- ${name}` },
  }
}

function agingSteps(args: UserArgs, shadow: ShadowState | undefined): Step[] {
  const flags: (string | number)[] = []
  const { password_expire_max: max, password_expire_min: min } = args
  if (max !== undefined && max !== shadow?.maxDays) flags.push('-M', max)
  if (min !== undefined && min !== shadow?.minDays) flags.push('-m', min)
  if (flags.length === 0) return []
  return [
    {
      title: `set when the password of ${args.name} ends`,
      request: { command: sh`chage ${flags} -- ${args.name}` },
    },
  ]
}

/** Number, group and home are only known afterwards. */
function withEntry(command: Command, name: string): Command {
  return sequence(sh`${command} || exit`, sh`getent passwd -- ${name}`)
}

function refuseMissingGroups(args: UserArgs, state: AccountState): void {
  for (const name of [...(args.group === undefined ? [] : [args.group]), ...(wantedGroups(args) ?? [])]) {
    if (state.groups.get(name) === undefined) {
      throw new ModuleFailure(
        `Group ${name} does not exist`,
        { name: args.name },
        'make it first, with the module group',
      )
    }
  }
}

function changedUser(args: UserArgs, user: UserState): UserState {
  const [primary = user.name, ...others] = user.groups
  const wanted = wantedGroups(args) ?? []
  return {
    ...user,
    uid: args.uid ?? user.uid,
    gecos: args.comment ?? user.gecos,
    home: args.home ?? user.home,
    shell: args.shell ?? user.shell,
    groups: [
      args.group ?? primary,
      ...(args.groups === undefined ? others : args.append ? new Set([...others, ...wanted]) : wanted),
    ],
  }
}

function describe(user: UserState): string {
  const { uid, gecos, home, shell, groups } = user
  return `uid: ${uid < 0 ? 'next' : uid}\ncomment: ${gecos}\nhome: ${home}\nshell: ${shell}\ngroups: ${groups.join(', ')}\n`
}

function valuesOf(args: UserArgs, { user, home }: AccountState) {
  const supplementary = wantedGroups(args)
  const wantsKey = args.generate_ssh_key && home.hasKey
  return {
    name: args.name,
    state: 'present',
    append: args.append,
    move_home: args.move_home,
    ...(user === undefined ? { create_home: args.create_home, system: args.system } : accountValues(user)),
    ...(supplementary === undefined ? {} : { groups: supplementary.join(',') }),
    ...(args.password === undefined ? {} : { password: 'NOT_LOGGING_PASSWORD' }),
    ...(wantsKey
      ? { ssh_key_file: home.keyFile, ssh_public_key: home.publicKey, ssh_fingerprint: home.fingerprint }
      : {}),
  }
}

export function accountValues(user: Pick<UserState, 'uid' | 'gid' | 'gecos' | 'home' | 'shell'>) {
  return { uid: user.uid, group: user.gid, comment: user.gecos, home: user.home, shell: user.shell }
}
