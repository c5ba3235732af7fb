import { controlModule, ModuleFailure } from './module.ts'

export const fail = controlModule({
  name: 'fail',
  collection: 'ansible.builtin',
  summary: 'Fails with a message.',
  options: {
    msg: { type: 'str', default: 'Failed as requested from task', description: 'What to say.' },
  },
  examples: `
- name: Stop on releases that were never tried
  ansible.builtin.fail:
    msg: only Debian is supported
  when: ansible_distribution != 'Debian'
`,
  run: (args) => {
    throw new ModuleFailure(args.msg)
  },
})
