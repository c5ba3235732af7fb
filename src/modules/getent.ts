import type { ObservationKind } from '../host/observation.ts'
import { quote, script } from '../shell/command.ts'
import { ModuleFailure, stateModule } from './module.ts'

interface EntriesKey {
  readonly database: string
  readonly key: string | undefined
  readonly service: string | undefined
}

interface Entries {
  readonly code: number
  readonly lines: readonly string[]
}

/** What `getent` answers. */
const entries: ObservationKind<EntriesKey, Entries> = {
  name: 'getent',
  id: ({ database, key, service }) => [database, key ?? '', service ?? ''].join('\0'),
  fetch: (keys) => ({
    command: script(
      keys
        .map(({ database, key, service }) => {
          const words = [
            ...(service === undefined ? [] : ['-s', service]),
            '--',
            database,
            ...(key === undefined ? [] : [key]),
          ]
          return `getent ${words.map(quote).join(' ')}\nprintf '\\0%s\\0' $?`
        })
        .join('\n'),
    ),
  }),
  parse: (reply, keys) => {
    const fields = reply.stdout.toString('utf8').split('\0')
    return keys.map((_key, index) => ({
      lines: (fields[index * 2] ?? '').split('\n').filter((line) => line !== ''),
      code: Number(fields[index * 2 + 1] ?? 255),
    }))
  },
}

const COLON_DATABASES = new Set(['passwd', 'shadow', 'group', 'gshadow'])

export const getent = stateModule({
  name: 'getent',
  collection: 'ansible.builtin',
  summary: 'Looks something up in the databases of the name service: users, groups, hosts.',
  options: {
    database: { type: 'str', required: true, description: 'passwd, group, hosts, services …' },
    key: { type: 'str', description: 'What to look up; everything when absent.' },
    service: { type: 'str', description: 'Which service to ask.' },
    split: { type: 'str', description: 'What separates fields.' },
    fail_key: { type: 'bool', default: true, description: 'Fail when there is no such key.' },
  },
  examples: `
- name: Know the home of the application's user
  ansible.builtin.getent:
    database: passwd
    key: app
`,
  probe: (host, { database, key, service }) => host.observe(entries, { database, key, service }),
  plan(args, found) {
    const name = `getent_${args.database}`
    if (found.code === 2 && !args.fail_key) {
      return { steps: [], values: { ansible_facts: { [name]: { [args.key ?? '']: null } } } }
    }
    if (found.code === 1) throw new ModuleFailure('Missing arguments, or database unknown.')
    if (found.code === 2)
      throw new ModuleFailure('One or more supplied key could not be found in the database.')
    if (found.code !== 0) throw new ModuleFailure('Enumeration not supported on this database.')
    const by = args.split ?? (COLON_DATABASES.has(args.database) ? ':' : undefined)
    const table = found.lines.map((line) => (by === undefined ? line.trim().split(/\s+/) : line.split(by)))
    return {
      steps: [],
      values: {
        ansible_facts: { [name]: Object.fromEntries(table.map(([key = '', ...rest]) => [key, rest])) },
      },
    }
  },
})
