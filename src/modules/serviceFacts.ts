import type { ObservationKind } from '../host/observation.ts'
import { script } from '../shell/command.ts'
import { stateModule } from './module.ts'

interface ServiceFact {
  readonly name: string
  readonly state: string
  readonly status: string
  readonly source: 'systemd'
}

/** All services that systemd knows, running or not. */
const allServices: ObservationKind<'services', Readonly<Record<string, ServiceFact>>> = {
  name: 'allServices',
  id: (key) => key,
  fetch: () => ({
    command: script(`systemctl list-units --no-pager --type service --all --plain --no-legend
echo
systemctl list-unit-files --no-pager --type service --all --plain --no-legend`),
  }),
  parse: (reply, keys) => {
    const [units = '', files = ''] = reply.stdout.toString('utf8').split('\n\n')
    const services: Record<string, ServiceFact> = {}
    for (const line of units.split('\n')) {
      const [name, load, active = '', sub = ''] = line.trim().split(/\s+/)
      if (name === undefined || name === '') continue
      const state = active === 'failed' ? 'failed' : sub === 'running' ? 'running' : 'stopped'
      services[name] = {
        name,
        state,
        status: load === 'not-found' ? 'not-found' : 'unknown',
        source: 'systemd',
      }
    }
    for (const line of files.split('\n')) {
      const [name, status = 'unknown'] = line.trim().split(/\s+/)
      if (name === undefined || name === '') continue
      const known = services[name]
      services[name] = { name, state: known?.state ?? 'inactive', status, source: 'systemd' }
    }
    return keys.map(() => services)
  },
}

export const serviceFacts = stateModule({
  name: 'service_facts',
  collection: 'ansible.builtin',
  summary: 'Gathers the state of all services as the fact `services`.',
  options: {},
  examples: `
- name: Know all services
  ansible.builtin.service_facts:
`,
  probe: (host) => host.observe(allServices, 'services'),
  plan: (_args, services) => ({ steps: [], values: { ansible_facts: { services } } }),
})
