import { type CopyState, planCopy } from './copy/plan.ts'
import { probeCopy } from './copy/probe.ts'
import { attributeOptions } from './file/attributes.ts'
import { finishFile } from './file/finish.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const copy = stateModule({
  name: 'copy',
  collection: 'ansible.builtin',
  summary: 'Puts files of the controller, a given text, or files of the host itself in place.',
  options: {
    dest: { type: 'path', required: true, description: 'Where to; a directory when `src` is one.' },
    src: {
      type: 'str',
      description:
        'File or directory of the controller; a directory with `/` at its end means what is in it.',
    },
    content: { type: 'raw', description: 'The text itself, in place of `src`; data is written as JSON.' },
    remote_src: { type: 'bool', default: false, description: '`src` is on the host.' },
    backup: { type: 'bool', default: false, description: 'Keep a copy of the old file beside it.' },
    force: { type: 'bool', default: true, aliases: ['thirsty'], description: 'Replace a file that differs.' },
    validate: { type: 'str', description: 'Command that must accept the new file, named `%s` in it.' },
    directory_mode: { type: 'mode', description: 'Permissions of directories that are made.' },
    follow: { type: 'bool', default: false, description: 'Write to where a link at `dest` leads.' },
    local_follow: { type: 'bool', default: true, description: 'Copy what links in `src` lead to.' },
    checksum: { type: 'str', description: 'SHA-1 that the source must have.' },
    decrypt: {
      type: 'bool',
      default: true,
      description: 'Decrypt files that are encrypted with ansible-vault.',
    },
    ...attributeOptions,
  },
  constraints: { mutuallyExclusive: [['src', 'content']], requiredOneOf: [['src', 'content']] },
  examples: `
- name: Install the message of the day
  ansible.builtin.copy:
    src: motd
    dest: /etc/motd
    owner: root
    group: root
    mode: '0644'
`,
  validate(args) {
    if (args.content !== undefined && args.dest.endsWith('/')) {
      throw new ModuleFailure('can not use content with a dir as dest')
    }
  },
  probe: (host, args, task): Promise<CopyState> => probeCopy(host, args, task),
  plan: (args, state) => planCopy(args, state),
  finish: (_args, state, replies) => (state.kind === 'single' ? finishFile(replies) : {}),
})
