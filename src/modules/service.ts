import { stateModule } from './module.ts'
import { serviceOptions } from './service/options.ts'
import { planService } from './service/plan.ts'
import { probeService, type ServiceState } from './service/probe.ts'

export const service = stateModule({
  name: 'service',
  collection: 'ansible.builtin',
  summary: 'Starts, stops and enables services, with systemd.',
  options: {
    name: { type: 'str', required: true, description: 'Name of the service.' },
    ...serviceOptions,
    sleep: { type: 'int', description: 'Accepted; systemd itself waits between stop and start.' },
    pattern: { type: 'str', description: 'Accepted; systemd knows its processes.' },
    arguments: { type: 'str', default: '', aliases: ['args'], description: 'Accepted; systemd takes none.' },
    runlevel: { type: 'str', default: 'default', description: 'Accepted; systemd has none.' },
    use: { type: 'str', default: 'auto', description: 'Accepted; it is always systemd.' },
  },
  constraints: { requiredOneOf: [['state', 'enabled']] },
  examples: `
- name: Run nginx, now and after a reboot
  ansible.builtin.service:
    name: nginx
    state: started
    enabled: true
`,
  probe: (host, args): Promise<ServiceState> => probeService(host, { ...args, scope: 'system' }),
  plan: (args, state) => planService({ ...args, scope: 'system' }, state),
})
