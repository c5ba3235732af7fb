import { attributeOptions } from './file/attributes.ts'
import { finishFile } from './file/finish.ts'
import { type SeenFile, seeEditable } from './file/seen.ts'
import { oldText, planEdit } from './lines/edit.ts'
import { absentLine, presentLine } from './lines/line.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const lineinfile = stateModule({
  name: 'lineinfile',
  collection: 'ansible.builtin',
  summary: 'Makes sure that a line is in a file, or is not.',
  options: {
    path: { type: 'path', required: true, aliases: ['dest', 'destfile', 'name'], description: 'The file.' },
    state: {
      type: 'str',
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether it is there.',
    },
    regexp: {
      type: 'str',
      aliases: ['regex'],
      description: 'The line to replace: the last one that matches.',
    },
    search_string: { type: 'str', description: 'The same with a plain text.' },
    line: { type: 'str', aliases: ['value'], description: 'The line.' },
    backrefs: { type: 'bool', default: false, description: 'Groups of `regexp` may be used in `line`.' },
    insertafter: { type: 'str', description: 'Where a new line goes: behind the last match, or EOF.' },
    insertbefore: { type: 'str', description: 'Where a new line goes: before the last match, or BOF.' },
    firstmatch: { type: 'bool', default: false, description: 'The first match in place of the last.' },
    create: { type: 'bool', default: false, description: 'Make the file when there is none.' },
    backup: { type: 'bool', default: false, description: 'Keep a copy of the old file beside it.' },
    validate: { type: 'str', description: 'Command that must accept the new file, named `%s` in it.' },
    ...attributeOptions,
  },
  constraints: {
    mutuallyExclusive: [
      ['insertbefore', 'insertafter'],
      ['regexp', 'search_string'],
    ],
  },
  examples: `
- name: Forbid logins with a password
  ansible.builtin.lineinfile:
    path: /etc/ssh/sshd_config
    regexp: '^#?PasswordAuthentication '
    line: PasswordAuthentication no
    validate: /usr/sbin/sshd -t -f %s
`,
  probe: (host, args): Promise<SeenFile> => seeEditable(host, args.path),
  plan(args, seen) {
    const old = oldText(seen)
    if (args.backrefs && args.search_string !== undefined) {
      throw new ModuleFailure('parameters are mutually exclusive: backrefs|search_string')
    }
    if (args.state === 'absent') {
      const edit = absentLine(args, old ?? '')
      if (old === undefined) return { steps: [], values: { msg: 'file not present' } }
      return planEdit(seen, args, edit, { found: edit.found, backup: '' })
    }
    const edit = presentLine(args, old ?? '')
    if (old === undefined && !args.create) {
      throw new ModuleFailure(
        `Destination ${args.path} does not exist !`,
        { rc: 257 },
        'create: true makes it',
      )
    }
    return planEdit(seen, args, edit, { backup: '' })
  },
  finish(_args, _state, replies) {
    const { backup_file: backup } = finishFile(replies)
    return backup === undefined ? {} : { backup }
  },
})
