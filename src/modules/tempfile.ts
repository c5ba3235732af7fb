import { script, sh } from '../shell/command.ts'
import { succeeded } from '../shell/request.ts'
import { actionModule, ModuleFailure } from './module.ts'

export const tempfile = actionModule({
  name: 'tempfile',
  collection: 'ansible.builtin',
  summary: 'Makes a temporary file or directory, which stays until it is removed.',
  options: {
    state: { type: 'str', default: 'file', choices: ['directory', 'file'], description: 'Which of both.' },
    path: { type: 'path', description: 'Directory to make it in.' },
    prefix: { type: 'str', default: 'ansible.', description: 'What its name begins with.' },
    suffix: { type: 'str', default: '', description: 'What its name ends with.' },
  },
  examples: `
- name: Make a directory to build in
  ansible.builtin.tempfile:
    state: directory
    suffix: build
  register: build
`,
  async run(host, args) {
    const flags = [...(args.state === 'directory' ? ['-d'] : []), `--suffix=${args.suffix}`]
    const make = sh`mktemp ${flags}`
    const name = sh`${`${args.prefix}XXXXXXXX`}`
    const directory = args.path === undefined ? script('"${TMPDIR:-/tmp}"') : sh`${args.path}`
    const command = sh`made=$(${make} -- ${directory}/${name}) && printf %s "$made"`
    const reply = await host.run({ command })
    if (!succeeded(reply)) throw new ModuleFailure(reply.stderr.toString('utf8').trim())
    const path = reply.stdout.toString('utf8')
    const mode = args.state === 'directory' ? '0700' : '0600'
    return { changed: true, values: { path, state: args.state, mode } }
  },
})
