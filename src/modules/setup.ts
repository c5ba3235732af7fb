import { DEFAULT_FACT_PATH, facts } from '../host/observations/facts.ts'
import { stateModule } from './module.ts'

export const setup = stateModule({
  name: 'setup',
  aliases: ['gather_facts'],
  collection: 'ansible.builtin',
  summary: 'Gathers facts about the host.',
  options: {
    filter: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Only facts whose name fits one of these patterns, with or without `ansible_`.',
    },
    gather_subset: {
      type: 'list',
      elements: 'str',
      default: ['all'],
      description: 'Accepted; all facts come in one request, so none are left out.',
    },
    gather_timeout: { type: 'int', default: 10, description: 'Accepted as Ansible has it.' },
    fact_path: {
      type: 'path',
      default: DEFAULT_FACT_PATH,
      description: "Directory of the host's own facts.",
    },
  },
  examples: `
- name: Know the addresses of the host
  ansible.builtin.setup:
    filter: [default_ipv4, all_ipv4_addresses]
`,
  probe: (host, args) => host.observe(facts, args.fact_path),
  plan(args, found) {
    const wanted = args.filter.filter((pattern) => pattern !== '' && pattern !== '*').map(patternRegex)
    const chosen = Object.entries(found).filter(
      ([name]) =>
        wanted.length === 0 ||
        wanted.some((pattern) => pattern.test(name) || pattern.test(name.replace(/^ansible_/, ''))),
    )
    return { steps: [], values: { ansible_facts: Object.fromEntries(chosen) } }
  },
})

/** A shell pattern as an expression. */
function patternRegex(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${escaped}$`)
}
