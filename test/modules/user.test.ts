import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { group } from '../../src/modules/group.ts'
import type { AccountState } from '../../src/modules/user/plan.ts'
import { user } from '../../src/modules/user.ts'
import { revealText, Secret } from '../../src/shell/secret.ts'
import { argsOf } from './apply.ts'

const home = { exists: true, keyFile: '/home/u/.ssh/id_rsa', hasKey: false, publicKey: '', fingerprint: '' }
const groupsOf = (...names: string[]) =>
  new Map(names.map((name, index) => [name, { name, gid: 100 + index, members: [] }]))
const state: AccountState = {
  user: {
    name: 'u',
    uid: 1000,
    gid: 100,
    gecos: 'U',
    home: '/home/u',
    shell: '/bin/bash',
    groups: ['u', 'sudo', 'adm'],
  },
  shadow: {
    password: new Secret('$6$abc'),
    locked: false,
    empty: false,
    lastChange: 1,
    minDays: 0,
    maxDays: 99_999,
    warnDays: 7,
    inactiveDays: undefined,
    expires: undefined,
  },
  home,
  groups: groupsOf('u', 'sudo', 'adm', 'www'),
}
const none: AccountState = { ...state, user: undefined, shadow: undefined, home: { ...home, exists: false } }

const cases: [string, Record<string, unknown>, AccountState, readonly string[]][] = [
  ['as it is', { name: 'u', shell: '/bin/bash', home: '/home/u', uid: 1000, group: 'u' }, state, []],
  [
    'new',
    { name: 'u', groups: ['sudo', 'www'], comment: "it's me", system: true, create_home: false },
    none,
    ["useradd -N -G sudo,www -c 'it'\\''s me' -M -r -- u"],
  ],
  [
    'new with a home',
    { name: 'n', home: '/srv/n', shell: '/bin/sh', uid: 7, non_unique: true },
    none,
    ['useradd -u 7 -o -d /srv/n -s /bin/sh -m -- n'],
  ],
  ['shell', { name: 'u', shell: '/bin/zsh' }, state, ['usermod -s /bin/zsh -- u']],
  ['groups set', { name: 'u', groups: ['sudo'] }, state, ['usermod -G sudo -- u']],
  ['groups in another order', { name: 'u', groups: ['adm', 'sudo'] }, state, []],
  ['groups added', { name: 'u', groups: ['www', 'sudo'], append: true }, state, ['usermod -a -G www -- u']],
  ['no groups', { name: 'u', groups: '' }, state, ["usermod -G '' -- u"]],
  ['its own group is not supplementary', { name: 'u', groups: ['u', 'sudo', 'adm'] }, state, []],
  ['home moved', { name: 'u', home: '/srv/u', move_home: true }, state, ['usermod -d /srv/u -m -- u']],
  ['same password', { name: 'u', password: '$6$abc' }, state, []],
  ['another password', { name: 'u', password: '$6$new' }, state, ['chpasswd -e']],
  ['password only at first', { name: 'u', password: '$6$new', update_password: 'on_create' }, state, []],
  ['locked', { name: 'u', password_lock: true }, state, ['usermod -L -- u']],
  ['not locked', { name: 'u', password_lock: false }, state, []],
  ['ends', { name: 'u', expires: 1422403387 }, state, ['usermod -e 2015-01-28 -- u']],
  ['never ends', { name: 'u', expires: -1 }, state, []],
  ['age of the password', { name: 'u', password_expire_max: 90 }, state, ['chage -M 90 -- u']],
  ['gone', { name: 'u', state: 'absent', remove: true, force: true }, state, ['userdel -f -r -- u']],
  ['gone already', { name: 'u', state: 'absent' }, none, []],
]

describe('user', () => {
  test.each(cases)('%s', (_name, raw, before, commands) => {
    const { steps } = user.plan(argsOf(user, raw), before)
    expect(steps.map((step) => step.request.command.text.split(' || exit\n')[0])).toEqual(commands)
    for (const step of steps) {
      expect(spawnSync('sh', ['-n'], { input: step.request.command.text }).stderr.toString()).toBe('')
    }
  })

  test('a password travels on stdin only', () => {
    const [, step] = user.plan(argsOf(user, { name: 'u', password: '$6$secret' }), none).steps
    expect(step?.request.command.text).toBe('chpasswd -e')
    expect(step?.request.stdin).toBeInstanceOf(Secret)
    expect(revealText(step?.request.stdin as Secret)).toBe('u:$6$secret\n')
  })

  test('a group that does not exist', () => {
    const args = argsOf(user, { name: 'u', groups: ['nope'] })
    expect(() => user.plan(args, state)).toThrow('Group nope does not exist')
  })
})

const groupCases: [Record<string, unknown>, boolean, readonly string[]][] = [
  [{ name: 'g' }, true, []],
  [{ name: 'g', gid: 5 }, true, ['groupmod -g 5 -- g']],
  [{ name: 'g', gid: 5, system: true }, false, ['groupadd -r -g 5 -- g']],
  [{ name: 'g', state: 'absent' }, true, ['groupdel  -- g']],
  [{ name: 'g', state: 'absent' }, false, []],
]
test.each(groupCases)('group %j, there: %s', (raw, there, commands) => {
  const found = there ? { name: 'g', gid: 4, members: [] } : undefined
  const { steps } = group.plan(argsOf(group, raw), found)
  expect(steps.map((step) => step.request.command.text.split(' && getent')[0])).toEqual(commands)
})
