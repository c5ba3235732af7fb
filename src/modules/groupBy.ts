import { controlModule } from './module.ts'

export const groupBy = controlModule({
  name: 'group_by',
  collection: 'ansible.builtin',
  summary: 'Puts each host into a group named by a value of its own.',
  options: {
    key: { type: 'str', required: true, description: 'Name of the group.' },
    parents: {
      type: 'list',
      elements: 'str',
      default: ['all'],
      description: 'Groups that it is a child of.',
    },
  },
  examples: `
- name: Group hosts by release
  ansible.builtin.group_by:
    key: "release_{{ ansible_distribution_release }}"
`,
  run: (args) => {
    const group = args.key.replaceAll(' ', '-')
    const parents = args.parents.map((name) => name.replaceAll(' ', '-'))
    return {
      changed: true,
      values: { add_group: group, parent_groups: parents },
      effects: [{ kind: 'group-by', group, parents }],
    }
  },
})
