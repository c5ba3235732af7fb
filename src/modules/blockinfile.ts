import { attributeOptions } from './file/attributes.ts'
import { finishFile } from './file/finish.ts'
import { type SeenFile, seeEditable } from './file/seen.ts'
import { editBlock } from './lines/block.ts'
import { oldText, planEdit } from './lines/edit.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const blockinfile = stateModule({
  name: 'blockinfile',
  collection: 'ansible.builtin',
  summary: 'Keeps a block of lines between two markers in a file.',
  options: {
    path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'The file.' },
    state: {
      type: 'str',
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether it is there.',
    },
    block: {
      type: 'str',
      default: '',
      aliases: ['content'],
      description: 'The lines; none removes the block.',
    },
    marker: {
      type: 'str',
      default: '# {mark} ANSIBLE MANAGED BLOCK',
      description: 'The lines around it; `{mark}` stands for the two words below.',
    },
    marker_begin: { type: 'str', default: 'BEGIN', description: 'The word that begins it.' },
    marker_end: { type: 'str', default: 'END', description: 'The word that ends it.' },
    insertafter: { type: 'str', description: 'Where a new block goes: behind the last match, or EOF.' },
    insertbefore: { type: 'str', description: 'Where a new block goes: before the last match, or BOF.' },
    create: { type: 'bool', default: false, description: 'Make the file when there is none.' },
    backup: { type: 'bool', default: false, description: 'Keep a copy of the old file beside it.' },
    validate: { type: 'str', description: 'Command that must accept the new file, named `%s` in it.' },
    ...attributeOptions,
  },
  constraints: { mutuallyExclusive: [['insertbefore', 'insertafter']] },
  examples: `
- name: Name the hosts of the stack
  ansible.builtin.blockinfile:
    path: /etc/hosts
    block: |
      192.0.2.11 web1
      192.0.2.12 web2
`,
  probe: (host, args): Promise<SeenFile> => seeEditable(host, args.path),
  plan(args, seen) {
    const old = oldText(seen)
    if (old === undefined && args.state === 'absent') {
      return { steps: [], values: { msg: `File ${args.path} not present` } }
    }
    if (old === undefined && !args.create) {
      throw new ModuleFailure(`Path ${args.path} does not exist !`, { rc: 257 }, 'create: true makes it')
    }
    return planEdit(seen, args, editBlock(args, old))
  },
  finish(_args, _state, replies) {
    const { backup_file: backup } = finishFile(replies)
    return backup === undefined ? {} : { backup_file: backup }
  },
})
