import { aptConstraints, aptOptions } from './apt/options.ts'
import { planApt } from './apt/plan.ts'
import { type AptState, probeApt } from './apt/probe.ts'
import { finishApt } from './apt.ts'
import { stateModule } from './module.ts'

/** On Debian and its derivatives this is `apt`, options and all. */
export const package_ = stateModule({
  name: 'package',
  collection: 'ansible.builtin',
  summary: 'Installs, upgrades and removes packages with whatever the host has: here, apt.',
  options: {
    ...aptOptions,
    use: { type: 'str', default: 'auto', choices: ['auto', 'apt'], description: 'The package manager.' },
  },
  constraints: aptConstraints,
  examples: `
- name: Install the web server
  ansible.builtin.package:
    name: nginx
    state: present
`,
  probe: (host, args): Promise<AptState> => probeApt(host, args),
  plan: (args, state) => planApt(args, state),
  finish: (_args, _state, replies) => finishApt(replies),
})
