import type { ObservationKind } from '../host/observation.ts'
import { predict } from '../host/observation.ts'
import { fileContent } from '../host/observations/fileContent.ts'
import { writeFile } from '../host/write.ts'
import { sh } from '../shell/command.ts'
import { type Step, stateModule } from './module.ts'

const FILE = '/etc/hostname'

/** What the kernel says the host is called now. */
const runningName: ObservationKind<'running', string> = {
  name: 'runningName',
  id: (key) => key,
  fetch: () => ({ command: sh`cat /proc/sys/kernel/hostname` }),
  parse: (reply, keys) => keys.map(() => reply.stdout.toString('utf8').trim()),
}

interface NameState {
  readonly running: string
  /** What it will be called after a reboot. */
  readonly kept: string
}

export const hostname = stateModule({
  name: 'hostname',
  collection: 'ansible.builtin',
  summary: "Sets a host's name, now and after a reboot.",
  options: {
    name: { type: 'str', required: true, description: 'The name.' },
    use: {
      type: 'str',
      choices: ['debian', 'systemd', 'generic'],
      description: 'Accepted for Ansible; Debian and systemd are handled alike.',
    },
  },
  examples: `
- name: Name the host as the inventory does
  ansible.builtin.hostname:
    name: "{{ inventory_hostname }}"
`,
  probe: async (host): Promise<NameState> => {
    const [running, file] = await Promise.all([
      host.observe(runningName, 'running'),
      host.observe(fileContent, { path: FILE }),
    ])
    return { running, kept: file.kind === 'file' ? file.content.toString('utf8').trim() : '' }
  },
  plan: ({ name }, state) => {
    const steps: Step[] = []
    if (state.kept !== name) {
      steps.push({
        title: `write ${FILE}`,
        request: writeFile(FILE, `${name}\n`, { mode: '0644', unsafe: true }),
        diff: { before: `${state.kept}\n`, after: `${name}\n`, beforeHeader: FILE, afterHeader: FILE },
        predicts: [predict(fileContent, { path: FILE }, { kind: 'file', content: Buffer.from(`${name}\n`) })],
      })
    }
    if (state.running !== name) {
      steps.push({
        title: `set the host name ${name}`,
        request: { command: sh`hostname ${name}` },
        predicts: [predict(runningName, 'running', name)],
      })
    }
    return { steps, values: { name } }
  },
  // Facts only from a change: unchanged, those gathered at the start are right.
  finish: ({ name }) => ({ ansible_facts: factsOf(name) }),
})

function factsOf(name: string): Record<string, string> {
  return { ansible_hostname: name.split('.')[0] ?? name, ansible_nodename: name }
}
