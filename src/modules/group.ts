import { predict } from '../host/observation.ts'
import { type GroupState, groups } from '../host/observations/groups.ts'
import { sh } from '../shell/command.ts'
import type { Reply } from '../shell/request.ts'
import { stateModule, type Values } from './module.ts'

export const group = stateModule({
  name: 'group',
  collection: 'ansible.builtin',
  summary: 'Makes and removes groups.',
  options: {
    name: { type: 'str', required: true, description: 'Name of the group.' },
    state: {
      type: 'str',
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether it is there.',
    },
    gid: { type: 'int', description: 'Its number.' },
    system: { type: 'bool', default: false, description: 'Take a number of the range for system groups.' },
    local: { type: 'bool', default: false, description: 'Accepted; groups are made in /etc/group.' },
    non_unique: { type: 'bool', default: false, description: 'Let it share its number with another.' },
    force: {
      type: 'bool',
      default: false,
      description: 'Remove it though it is the primary group of a user.',
    },
  },
  constraints: { requiredIf: [['non_unique', true, ['gid']]] },
  examples: `
- name: Make the group of the application
  ansible.builtin.group:
    name: app
    system: true
`,
  probe: (host, args): Promise<GroupState | undefined> => host.observe(groups, args.name),
  plan(args, found) {
    const { name, gid } = args
    const values = {
      name,
      state: args.state,
      ...(found === undefined ? {} : { gid: found.gid }),
      system: args.system,
    }
    if (args.state === 'absent') {
      if (found === undefined) return { steps: [], values }
      return {
        steps: [
          {
            title: `remove the group ${name}`,
            request: { command: sh`groupdel ${args.force ? ['-f'] : []} -- ${name}` },
            predicts: [predict(groups, name, undefined)],
          },
        ],
        values: { name, state: 'absent' },
      }
    }
    const unique = args.non_unique ? ['-o'] : []
    const number = gid === undefined ? [] : ['-g', gid, ...unique]
    if (found !== undefined && (gid === undefined || gid === found.gid)) return { steps: [], values }
    const command =
      found === undefined
        ? sh`groupadd ${args.system ? ['-r'] : []} ${number} -- ${name}`
        : sh`groupmod ${number} -- ${name}`
    const after = { name, gid: gid ?? -1, members: found?.members ?? [] }
    return {
      steps: [
        {
          title: `${found === undefined ? 'make' : 'change'} the group ${name}`,
          request: { command: sh`${command} && getent group -- ${name}` },
          diff: {
            before: found === undefined ? '' : `gid: ${found.gid}\n`,
            after: `gid: ${gid ?? 'next'}\n`,
          },
          predicts: [predict(groups, name, after)],
        },
      ],
      values,
    }
  },
  finish: (args, _found, replies) => (args.state === 'present' ? groupNumber(replies) : {}),
})

function groupNumber(replies: readonly Reply[]): Values {
  const gid = replies.at(-1)?.stdout.toString('utf8').trim().split(':')[2]
  return gid === undefined ? {} : { gid: Number(gid) }
}
