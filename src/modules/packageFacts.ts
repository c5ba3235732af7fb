import type { ObservationKind } from '../host/observation.ts'
import { sh } from '../shell/command.ts'
import { stateModule } from './module.ts'

interface PackageFact {
  readonly name: string
  readonly version: string
  readonly arch: string
  readonly category: string
  readonly source: 'apt'
}

const FORMAT = '${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\t${Section}\\n'

const allPackages: ObservationKind<'packages', Readonly<Record<string, readonly PackageFact[]>>> = {
  name: 'allPackages',
  id: (key) => key,
  fetch: () => ({ command: sh`dpkg-query -W ${`-f=${FORMAT}`}` }),
  parse: (reply, keys) => {
    const found: Record<string, PackageFact[]> = {}
    for (const line of reply.stdout.toString('utf8').split('\n')) {
      const [status, name = '', version = '', arch = '', category = ''] = line.split('\t')
      if (status !== 'installed') continue
      found[name] = [...(found[name] ?? []), { name, version, arch, category, source: 'apt' }]
    }
    return keys.map(() => found)
  },
}

export const packageFacts = stateModule({
  name: 'package_facts',
  collection: 'ansible.builtin',
  summary: 'Gathers all installed packages as the fact `packages`.',
  options: {
    manager: {
      type: 'list',
      elements: 'str',
      default: ['auto'],
      description: 'Accepted; here it is always apt.',
    },
    strategy: {
      type: 'str',
      default: 'first',
      choices: ['first', 'all'],
      description: 'Accepted as Ansible has it.',
    },
  },
  examples: `
- name: Know all packages
  ansible.builtin.package_facts:
`,
  probe: (host) => host.observe(allPackages, 'packages'),
  plan: (_args, packages) => ({ steps: [], values: { ansible_facts: { packages } } }),
})
