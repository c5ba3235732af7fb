import { groups } from '../host/observations/groups.ts'
import { shadow } from '../host/observations/shadow.ts'
import { users } from '../host/observations/users.ts'
import type { Reply } from '../shell/request.ts'
import { stateModule, type Values } from './module.ts'
import { keyFileOf } from './user/commands.ts'
import { userHome } from './user/home.ts'
import { userOptions, wantedGroups } from './user/options.ts'
import { type AccountState, accountValues, planUser } from './user/plan.ts'

export const user = stateModule({
  name: 'user',
  collection: 'ansible.builtin',
  summary: 'Makes, changes and removes users.',
  options: userOptions,
  constraints: { requiredIf: [['non_unique', true, ['uid']]] },
  examples: `
- name: Make the user that runs the application
  ansible.builtin.user:
    name: app
    system: true
    shell: /usr/sbin/nologin
    home: /srv/app
    create_home: false
`,
  async probe(host, args): Promise<AccountState> {
    const names = new Set([
      args.name,
      ...(args.group === undefined ? [] : [args.group]),
      ...(wantedGroups(args) ?? []),
    ])
    const [found, password, home, ...known] = await Promise.all([
      host.observe(users, args.name),
      host.observe(shadow, args.name),
      host.observe(userHome, { user: args.name, keyFile: keyFileOf(args) }),
      ...[...names].map(async (name) => [name, await host.observe(groups, name)] as const),
    ])
    return { user: found, shadow: password, home, groups: new Map(known) }
  },
  plan: planUser,
  finish: (args, _state, replies) => (args.state === 'absent' ? {} : finishUser(replies)),
})

/** The account as it has become, and its new key. */
function finishUser(replies: readonly Reply[]): Values {
  const text = replies.map((reply) => reply.stdout.toString('utf8')).join('')
  const [entry, , uid, gid, gecos = '', home = '', shell = ''] =
    /^[^:@\n]+:[^\n]*$/m.exec(text)?.[0].split(':') ?? []
  const [, file, publicKey, print] = /^@key (.*)\n@public (.*)\n@print (.*)$/m.exec(text) ?? []
  return {
    ...(entry === undefined ? {} : accountValues({ uid: Number(uid), gid: Number(gid), gecos, home, shell })),
    ...(file === undefined ? {} : { ssh_key_file: file, ssh_public_key: publicKey, ssh_fingerprint: print }),
  }
}
