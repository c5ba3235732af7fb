import { createHmac, randomBytes } from 'node:crypto'
import { predict } from '../host/observation.ts'
import { fileContent } from '../host/observations/fileContent.ts'
import { writeFile } from '../host/write.ts'
import { sh } from '../shell/command.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const knownHosts = stateModule({
  name: 'known_hosts',
  collection: 'ansible.builtin',
  summary: 'Adds and removes host keys of a known_hosts file.',
  options: {
    name: { type: 'str', required: true, aliases: ['host'], description: 'The host, as it is connected to.' },
    key: { type: 'str', description: 'Its key as a line of known_hosts; needed when present.' },
    path: { type: 'path', default: '~/.ssh/known_hosts', description: 'The file.' },
    hash_host: { type: 'bool', default: false, description: "Hash the host's name." },
    state: {
      type: 'str',
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether it is there.',
    },
  },
  constraints: { requiredIf: [['state', 'present', ['key']]] },
  examples: `
- name: Know the git server
  ansible.builtin.known_hosts:
    name: git.example.org
    key: git.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl
`,
  probe: (host, args) => host.observe(fileContent, { path: args.path }),
  plan(args, found) {
    if (found.kind !== 'file' && found.kind !== 'absent')
      throw new ModuleFailure(`Failed to read ${args.path}`)
    const old = found.kind === 'file' ? found.content.toString('utf8') : ''
    const text = args.state === 'present' ? withKey(args, old) : withoutHost(args.name, old)
    const values = {
      name: args.name,
      key: args.key ?? null,
      path: args.path,
      state: args.state,
      hash_host: args.hash_host,
    }
    if (text === old) return { steps: [], values }
    const directory = args.path.slice(0, args.path.lastIndexOf('/'))
    const write = writeFile(args.path, text)
    return {
      steps: [
        ...(found.kind === 'absent'
          ? [{ title: `make ${directory}`, request: { command: sh`mkdir -p -m 700 -- ${directory}` } }]
          : []),
        {
          title: `write ${args.path}`,
          request: write,
          diff: { before: old, after: text, beforeHeader: args.path, afterHeader: args.path },
          predicts: [predict(fileContent, { path: args.path }, { kind: 'file', content: Buffer.from(text) })],
        },
      ],
      values,
    }
  },
})

interface Entry {
  readonly name: string
  readonly key?: string | undefined
  readonly hash_host: boolean
}

function withKey({ name, key = '', hash_host: hashed }: Entry, old: string): string {
  const words = key.trim().split(/\s+/)
  const [type = '', data = ''] = words.slice(words[0]?.startsWith('@') ? 2 : 1)
  if (data === '' || !names(words[words[0]?.startsWith('@') ? 1 : 0] ?? '', name)) {
    throw new ModuleFailure('Host parameter does not match hashed host field in supplied key', { name, key })
  }
  const lines = old.split('\n').filter((line) => line !== '')
  const ofType = (line: string) => {
    const parts = line.trim().split(/\s+/)
    return parts[1] === type && names(parts[0] ?? '', name)
  }
  const same = lines.find(
    (line) => ofType(line) && line.trim().split(/\s+/)[2] === data && line.startsWith('|1|') === hashed,
  )
  if (same !== undefined && lines.filter(ofType).length === 1) return old
  const host = hashed ? hashedName(name) : (words[0] ?? '')
  return [...lines.filter((line) => !ofType(line)), [host, ...words.slice(1)].join(' ')]
    .map((line) => `${line}\n`)
    .join('')
}

function withoutHost(name: string, old: string): string {
  const lines = old.match(/[^\n]*\n|[^\n]+$/g) ?? []
  return lines.filter((line) => !names(line.trim().split(/\s+/)[0] ?? '', name)).join('')
}

/** Whether the first field of a line stands for a host, hashed or not. */
function names(field: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(field) ?? []
  if (salt === undefined || hash === undefined) return field.split(',').includes(name)
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function hashedName(name: string): string {
  const salt = randomBytes(20)
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}
