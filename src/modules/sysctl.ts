import { predict } from '../host/observation.ts'
import { fileContent } from '../host/observations/fileContent.ts'
import { sysctl as runningValue } from '../host/observations/sysctl.ts'
import { writeFile } from '../host/write.ts'
import { sh } from '../shell/command.ts'
import { ModuleFailure, type Step, stateModule } from './module.ts'

interface SysctlState {
  readonly running: string | undefined
  /** The file's text; empty when there is none. */
  readonly text: string
}

export const sysctl = stateModule({
  name: 'sysctl',
  collection: 'ansible.posix',
  summary: 'Sets kernel parameters, now and after a reboot.',
  options: {
    name: {
      type: 'str',
      required: true,
      aliases: ['key'],
      description: 'The parameter: `net.ipv4.ip_forward`.',
    },
    value: { type: 'str', aliases: ['val'], description: 'Its value.' },
    state: {
      type: 'str',
      default: 'present',
      choices: ['present', 'absent'],
      description: 'Whether the file has an entry for it.',
    },
    sysctl_file: { type: 'path', default: '/etc/sysctl.conf', description: 'The file that is read at boot.' },
    sysctl_set: { type: 'bool', default: false, description: 'Check the running value too, and set it.' },
    reload: { type: 'bool', default: true, description: 'Load the file when it was changed.' },
    ignoreerrors: { type: 'bool', default: false, description: 'Go on when the kernel refuses.' },
  },
  constraints: { requiredIf: [['state', 'present', ['value']]] },
  examples: `
- name: Let the load balancer bind an address that another one holds
  ansible.posix.sysctl:
    name: net.ipv4.ip_nonlocal_bind
    value: "1"
    sysctl_file: /etc/sysctl.d/60-stack.conf
`,
  probe: async (host, args): Promise<SysctlState> => {
    const [running, file] = await Promise.all([
      host.observe(runningValue, args.name),
      host.observe(fileContent, { path: args.sysctl_file }),
    ])
    if (file.kind !== 'file' && file.kind !== 'absent')
      throw new ModuleFailure(`${args.sysctl_file} can't be read`)
    return { running, text: file.kind === 'file' ? file.content.toString('utf8') : '' }
  },
  plan: (args, state) => {
    const value = normal(args.value ?? '')
    const text =
      args.state === 'present' ? withEntry(state.text, args.name, value) : withoutEntry(state.text, args.name)
    const steps: Step[] = []
    const accept = args.ignoreerrors ? [0, 1, 255] : [0]
    if (text !== state.text) {
      steps.push({
        title: `write ${args.name} to ${args.sysctl_file}`,
        request: writeFile(args.sysctl_file, text, state.text === '' ? { mode: '0644' } : {}),
        diff: {
          before: state.text,
          after: text,
          beforeHeader: args.sysctl_file,
          afterHeader: args.sysctl_file,
        },
        predicts: [
          predict(fileContent, { path: args.sysctl_file }, { kind: 'file', content: Buffer.from(text) }),
        ],
      })
    }
    const set = args.state === 'present' && (args.sysctl_set || (args.reload && steps.length > 0))
    if (set && normal(state.running ?? '') !== value) {
      steps.push({
        title: `set ${args.name} to ${value}`,
        request: { command: sh`sysctl -q -w ${`${args.name}=${value}`}` },
        accept,
        predicts: [predict(runningValue, args.name, value)],
      })
    }
    return { steps }
  },
})

/** The kernel separates numbers by tabs; people by spaces. */
function normal(value: string): string {
  return value.trim().split(/\s+/).join(' ')
}

function withEntry(text: string, name: string, value: string): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n')
  const places = lines.flatMap((line, index) => (entryName(line) === name ? [index] : []))
  const last = places.at(-1)
  if (
    last !== undefined &&
    normal(lines[last]!.split('=').slice(1).join('=')) === value &&
    places.length === 1
  )
    return text
  const kept = lines
    .filter((_, index) => index === last || !places.includes(index))
    .map((line) => (entryName(line) === name ? `${name}=${value}` : line))
  return `${(last === undefined ? [...kept, `${name}=${value}`] : kept).join('\n')}\n`
}

function withoutEntry(text: string, name: string): string {
  const kept = text.split('\n').filter((line) => entryName(line) !== name)
  return kept.join('\n')
}

function entryName(line: string): string | undefined {
  return /^\s*-?\s*([^#;=\s][^=]*?)\s*=/.exec(line)?.[1]
}
