import { controlModule } from './module.ts'

export const meta = controlModule({
  name: 'meta',
  collection: 'ansible.builtin',
  summary: 'Acts on the run itself.',
  options: {
    free_form: {
      type: 'str',
      required: true,
      choices: [
        'flush_handlers',
        'noop',
        'end_play',
        'end_host',
        'end_batch',
        'end_role',
        'clear_host_errors',
        'clear_facts',
        'refresh_inventory',
        'reset_connection',
      ],
      description: 'What to do.',
    },
  },
  freeForm: 'free_form',
  examples: `
- name: Restart what is owed before going on
  ansible.builtin.meta: flush_handlers
`,
  run: (args) => ({
    changed: false,
    values: {},
    effects: args.free_form === 'noop' ? [] : [{ kind: 'meta', action: args.free_form }],
  }),
})
