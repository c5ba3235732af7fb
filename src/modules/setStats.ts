import { controlModule } from './module.ts'

export const setStats = controlModule({
  name: 'set_stats',
  collection: 'ansible.builtin',
  summary: 'Adds values to the statistics of the run.',
  options: {
    data: { type: 'dict', required: true, description: 'Values by name.' },
    per_host: { type: 'bool', default: false, description: 'Keep one value a host.' },
    aggregate: { type: 'bool', default: true, description: 'Add to what is there rather than replace it.' },
  },
  examples: `
- name: Count what was deployed
  ansible.builtin.set_stats:
    data:
      deployed: 1
`,
  run: (args) => ({
    changed: false,
    values: { ansible_stats: { data: args.data, per_host: args.per_host, aggregate: args.aggregate } },
    effects: [{ kind: 'set-stats', data: args.data, perHost: args.per_host, aggregate: args.aggregate }],
  }),
})
