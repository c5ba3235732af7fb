import { controlModule, ModuleFailure } from './module.ts'

export const addHost = controlModule({
  name: 'add_host',
  collection: 'ansible.builtin',
  summary: 'Adds a host to the inventory of this run; all other options become its variables.',
  options: {
    name: { type: 'str', required: true, aliases: ['host', 'hostname'], description: 'Name of the host.' },
    groups: {
      type: 'list',
      elements: 'str',
      default: [],
      aliases: ['group', 'groupname'],
      description: 'Groups it joins.',
    },
  },
  anyOption: true,
  examples: `
- name: Add a new host
  ansible.builtin.add_host:
    name: web9
    groups: [web]
    ansible_host: 192.0.2.9
`,
  run: (_args, task) => {
    const given = task.rawArgs
    const groups = groupNames(given['groups'] ?? given['group'] ?? given['groupname'])
    const own = new Set(['name', 'host', 'hostname', 'groups', 'group', 'groupname'])
    const vars: Record<string, unknown> = Object.fromEntries(
      Object.entries(given).filter(([key]) => !own.has(key)),
    )
    const { name, port } = splitPort(String(given['name'] ?? given['hostname'] ?? given['host'] ?? ''))
    if (port !== undefined) vars['ansible_ssh_port'] = port
    return {
      changed: true,
      values: { add_host: { host_name: name, groups, host_vars: vars } },
      effects: [{ kind: 'add-host', name, groups, vars }],
    }
  },
})

function splitPort(text: string): { name: string; port: number | undefined } {
  if (text.trim() === '') throw new ModuleFailure('name, host or hostname needs to be provided')
  const match = /^(\[.+\]|[^:]+):(\d+)$/.exec(text)
  return { name: match?.[1] ?? text, port: match === null ? undefined : Number(match[2]) }
}

function groupNames(value: unknown): string[] {
  if (value === undefined || value === null) return []
  const names = Array.isArray(value) ? value : String(value).split(',')
  return names.map((name) => String(name).trim())
}
