import { stateModule } from './module.ts'
import { serviceOptions } from './service/options.ts'
import { countsAsChange, planService } from './service/plan.ts'
import { probeService, type ServiceState } from './service/probe.ts'

export const systemd = stateModule({
  name: 'systemd',
  aliases: ['systemd_service'],
  collection: 'ansible.builtin',
  summary: 'Starts, stops, enables and masks units of systemd, and reloads it.',
  options: {
    name: { type: 'str', aliases: ['service', 'unit'], description: 'The unit; `.service` may be left out.' },
    ...serviceOptions,
    masked: { type: 'bool', description: 'Make it impossible to start.' },
    daemon_reload: {
      type: 'bool',
      default: false,
      aliases: ['daemon-reload'],
      description: 'Let systemd read unit files again, when one has changed.',
    },
    daemon_reexec: {
      type: 'bool',
      default: false,
      aliases: ['daemon-reexec'],
      description: 'Let systemd start itself anew.',
    },
    scope: { type: 'str', default: 'system', choices: ['system', 'user'], description: 'Whose systemd.' },
    force: { type: 'bool', description: 'Replace links that are in the way.' },
    no_block: { type: 'bool', default: false, description: 'Do not wait until it is done.' },
  },
  constraints: {
    requiredOneOf: [['state', 'enabled', 'masked', 'daemon_reload', 'daemon_reexec']],
    requiredBy: { state: ['name'], enabled: ['name'], masked: ['name'] },
  },
  examples: `
- name: Run the application, now and after a reboot
  ansible.builtin.systemd:
    name: app
    state: started
    enabled: true
    daemon_reload: true
`,
  probe: (host, args): Promise<ServiceState> => probeService(host, args),
  plan: (args, state) => planService(args, state),
  finish: (args, state) => ({ changed: planService(args, state).steps.some(countsAsChange) }),
})
