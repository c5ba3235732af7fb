import { controlModule, ModuleFailure } from './module.ts'

export const setFact = controlModule({
  name: 'set_fact',
  collection: 'ansible.builtin',
  summary: 'Sets variables of the host for the rest of the run.',
  options: {
    cacheable: {
      type: 'bool',
      default: false,
      description: 'Keep them as facts, with the precedence of facts.',
    },
  },
  anyOption: true,
  examples: `
- name: Remember who the primary is
  ansible.builtin.set_fact:
    primary: "{{ groups['database_primary'] | first }}"
`,
  run: (_args, task) => {
    const { cacheable, ...given } = task.rawArgs
    const facts = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [checkedName(name), asBoolean(value)]),
    )
    if (Object.keys(facts).length === 0) {
      throw new ModuleFailure(
        'No key/value pairs provided, at least one is required for this action to succeed',
      )
    }
    return {
      changed: false,
      values: { ansible_facts: facts },
      effects: [{ kind: 'set-facts', facts, cacheable: asBoolean(cacheable) === true }],
    }
  },
})

function checkedName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name
  throw new ModuleFailure(
    `The variable name '${name}' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.`,
  )
}

/** `key=yes` text is a boolean to Ansible. */
function asBoolean(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const word = value.toLowerCase()
  if (word === 'true' || word === 'yes') return true
  return word === 'false' || word === 'no' ? false : value
}
