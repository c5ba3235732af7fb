import { basename } from 'node:path'
import { type CopyState, planSingle } from './copy/plan.ts'
import { probeSingle } from './copy/probe.ts'
import { attributeOptions } from './file/attributes.ts'
import { finishFile } from './file/finish.ts'
import { octalMode } from './file/mode.ts'
import { ModuleFailure, stateModule } from './module.ts'

const NEWLINES: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\r\\n': '\r\n',
  '\n': '\n',
  '\r': '\r',
  '\r\n': '\r\n',
}

export const template = stateModule({
  name: 'template',
  collection: 'ansible.builtin',
  summary: 'Renders a Jinja2 template of the controller to a file.',
  options: {
    src: { type: 'str', required: true, description: 'The template, searched for in `templates/`.' },
    dest: { type: 'path', required: true, description: 'Where to.' },
    backup: { type: 'bool', default: false, description: 'Keep a copy of the old file beside it.' },
    force: { type: 'bool', default: true, description: 'Replace a file that differs.' },
    follow: { type: 'bool', default: false, description: 'Write to where a link at `dest` leads.' },
    validate: { type: 'str', description: 'Command that must accept the new file, named `%s` in it.' },
    newline_sequence: {
      type: 'str',
      default: '\n',
      choices: ['\n', '\r', '\r\n', '\\n', '\\r', '\\r\\n'],
      description: 'What ends a line.',
    },
    trim_blocks: { type: 'bool', default: true, description: 'Drop the newline behind a block.' },
    lstrip_blocks: { type: 'bool', default: false, description: 'Drop white space before a block.' },
    block_start_string: { type: 'str', default: '{%', description: 'What begins a block.' },
    block_end_string: { type: 'str', default: '%}', description: 'What ends a block.' },
    variable_start_string: { type: 'str', default: '{{', description: 'What begins an expression.' },
    variable_end_string: { type: 'str', default: '}}', description: 'What ends an expression.' },
    comment_start_string: { type: 'str', default: '{#', description: 'What begins a comment.' },
    comment_end_string: { type: 'str', default: '#}', description: 'What ends a comment.' },
    output_encoding: { type: 'str', default: 'utf-8', choices: ['utf-8', 'UTF-8'], description: 'Encoding.' },
    ...attributeOptions,
  },
  examples: `
- name: Configure the site
  ansible.builtin.template:
    src: site.conf.j2
    dest: /etc/nginx/sites-available/site.conf
    mode: '0644'
  notify: Reload nginx
`,
  async probe(host, args, task): Promise<CopyState> {
    const file = task.readFile(args.src, 'templates')
    const text = task.renderTemplate(file, {
      trimBlocks: args.trim_blocks,
      lstripBlocks: args.lstrip_blocks,
      newlineSequence: NEWLINES[args.newline_sequence] ?? '\n',
      marks: {
        blockStart: args.block_start_string,
        blockEnd: args.block_end_string,
        variableStart: args.variable_start_string,
        variableEnd: args.variable_end_string,
        commentStart: args.comment_start_string,
        commentEnd: args.comment_end_string,
      },
    })
    return probeSingle(host, args, {
      content: Buffer.from(text),
      name: basename(args.src),
      path: file.path,
      mode: octalMode(file.mode),
    })
  },
  plan(args, state) {
    if (state.kind !== 'single') throw new ModuleFailure('a template is one file')
    return planSingle({ ...args, remote_src: false }, state)
  },
  finish: (_args, _state, replies) => finishFile(replies),
})
