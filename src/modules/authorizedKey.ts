import { dirname } from 'node:path/posix'
import { writeFile } from '../host/write.ts'
import { and, sh } from '../shell/command.ts'
import { type KeyFile, keyFile } from './authorizedKey/file.ts'
import { editKeys } from './authorizedKey/keys.ts'
import { ModuleFailure, type Plan, type Step, stateModule } from './module.ts'

export const authorizedKey = stateModule({
  name: 'authorized_key',
  collection: 'ansible.posix',
  summary: 'Lets holders of SSH keys log in as a user, or no longer.',
  options: {
    user: { type: 'str', required: true, description: 'Who they may log in as.' },
    key: { type: 'str', required: true, description: 'Public keys, one a line.' },
    state: {
      type: 'str',
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether they may.',
    },
    path: { type: 'str', description: 'File of the keys; ~/.ssh/authorized_keys when absent.' },
    manage_dir: {
      type: 'bool',
      default: true,
      description: 'Make its directory and set its owner and mode.',
    },
    key_options: { type: 'str', description: 'What stands in front of each key.' },
    exclusive: { type: 'bool', default: false, description: 'Remove every other key.' },
    comment: { type: 'str', description: 'What stands behind each key.' },
    follow: { type: 'bool', default: false, description: 'Write to where a link leads.' },
    validate_certs: { type: 'bool', default: true, description: 'Accepted as Ansible has it.' },
  },
  examples: `
- name: Let the operators in
  ansible.posix.authorized_key:
    user: ops
    key: "{{ lookup('file', 'keys/ops.pub') }}"
`,
  validate(args) {
    if (/^https?:/.test(args.key)) {
      throw new ModuleFailure('keys from a URL are not supported', {}, "use lookup('url', …) or a file")
    }
  },
  probe: (host, args): Promise<KeyFile> => host.observe(keyFile, { user: args.user, path: args.path }),
  plan(args, state): Plan {
    const { key_options = null, comment = null } = args
    const values = { ...args, key_options, comment, path: args.path ?? null, keyfile: state.path }
    if (/^https?:/.test(args.key)) throw new ModuleFailure('keys from a URL are not supported')
    if (!state.userExists) throw new ModuleFailure(`Failed to lookup user ${args.user}: no such user`)
    const text = editKeys(args, state.content)
    if (text === state.content) return { steps: [], values }
    const steps: Step[] = [
      ...(args.manage_dir ? directorySteps(state) : []),
      {
        title: `write ${state.path}`,
        request: writeFile(state.path, text, {
          owner: state.uid,
          group: state.gid,
          mode: '0600',
          replaceLink: !args.follow,
        }),
        diff: { before: state.content, after: text, beforeHeader: state.path, afterHeader: state.path },
      },
    ]
    return { steps, values }
  },
})

function directorySteps(state: KeyFile): Step[] {
  const path = dirname(state.path)
  if (state.directory === `700 ${state.uid} ${state.gid}`) return []
  const owner = `${state.uid}:${state.gid}`
  return [
    {
      title: `set up ${path}`,
      request: {
        command: and(sh`mkdir -p -- ${path}`, sh`chown -- ${owner} ${path}`, sh`chmod 700 -- ${path}`),
      },
    },
  ]
}
