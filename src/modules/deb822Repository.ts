import type { FileStat } from '../host/observations/fileStat.ts'
import { sourceText } from './aptRepository/deb822.ts'
import { planAbsent } from './file/absent.ts'
import { finishFile } from './file/finish.ts'
import { type SeenFile, seeFile } from './file/seen.ts'
import { planFile } from './file/writing.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const deb822Repository = stateModule({
  name: 'deb822_repository',
  collection: 'ansible.builtin',
  summary: 'Keeps a package source as a file of fields.',
  options: {
    name: { type: 'str', required: true, description: 'What it is called; its file is named after it.' },
    state: {
      type: 'str',
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether it is there.',
    },
    types: {
      type: 'list',
      elements: 'str',
      default: ['deb'],
      choices: ['deb', 'deb-src'],
      description: 'What it has.',
    },
    uris: { type: 'list', elements: 'str', description: 'Its addresses.' },
    suites: { type: 'list', elements: 'str', description: 'Its releases.' },
    components: { type: 'list', elements: 'str', description: 'Its parts.' },
    architectures: { type: 'list', elements: 'str', description: 'Its architectures.' },
    signed_by: { type: 'str', description: 'Path of the key on the host, or the key itself.' },
    enabled: { type: 'bool', description: 'Whether it is used.' },
    trusted: { type: 'bool', description: 'Trust it without a signature.' },
    check_valid_until: { type: 'bool', description: 'Refuse lists that are too old.' },
    check_date: { type: 'bool', description: 'Refuse lists from the future.' },
    allow_insecure: { type: 'bool', description: 'Allow lists without a signature.' },
    allow_weak: { type: 'bool', description: 'Allow weak signatures.' },
    allow_downgrade_to_insecure: { type: 'bool', description: 'Allow a signed source to become unsigned.' },
    by_hash: { type: 'bool', description: 'Fetch lists by their hash.' },
    languages: { type: 'list', elements: 'str', description: 'Languages of descriptions.' },
    pdiffs: { type: 'bool', description: 'Fetch differences of lists.' },
    targets: { type: 'list', elements: 'str', description: 'What is fetched.' },
    inrelease_path: { type: 'str', description: 'Where its InRelease file is.' },
    date_max_future: { type: 'int', description: 'Seconds that lists may be from the future.' },
    mode: { type: 'mode', default: '0644', description: 'Permissions of the file.' },
  },
  examples: `
- name: Take packages from backports
  ansible.builtin.deb822_repository:
    name: backports
    uris: http://mirror.example/debian
    suites: trixie-backports
    components: main
    signed_by: /usr/share/keyrings/debian-archive-keyring.gpg
`,
  probe: (host, args): Promise<SeenFile> => seeFile(host, pathFor(args.name), 1024),
  plan(args, seen) {
    if (args.state === 'absent') {
      const nothing: FileStat = { exists: false, denied: false }
      const place = {
        path: seen.path,
        wanted: 'absent',
        link: seen.link,
        stat: seen.stat,
        parent: nothing,
      } as const
      return {
        steps: planAbsent({ ...place, ancestors: [], source: undefined, entries: [] }).steps,
        values: { dest: seen.path },
      }
    }
    if (args.signed_by !== undefined && /^https?:/.test(args.signed_by)) {
      throw new ModuleFailure(
        'a key from a URL is not supported',
        {},
        'download it with get_url, and name its path',
      )
    }
    const text = sourceText(args)
    return {
      steps: planFile(seen, { content: Buffer.from(text), mode: args.mode, follow: true }),
      values: { dest: seen.path, repo: text, key_filename: null },
    }
  },
  finish: (args, _seen, replies) => (args.state === 'absent' ? {} : { mode: finishFile(replies)['mode'] }),
})

function pathFor(name: string): string {
  const file = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `/etc/apt/sources.list.d/${file}.sources`
}
