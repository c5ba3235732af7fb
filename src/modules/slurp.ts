import { fileContent } from '../host/observations/fileContent.ts'
import { EDIT_LIMIT } from './file/seen.ts'
import { ModuleFailure, stateModule } from './module.ts'

export const slurp = stateModule({
  name: 'slurp',
  collection: 'ansible.builtin',
  summary: 'Reads a file of the host, as base64.',
  options: {
    src: { type: 'path', required: true, aliases: ['path'], description: 'The file, of at most 32 MiB.' },
  },
  examples: `
- name: Read the public key
  ansible.builtin.slurp:
    src: /etc/ssh/ssh_host_ed25519_key.pub
  register: key
`,
  probe: (host, args) => host.observe(fileContent, { path: args.src, limit: EDIT_LIMIT }),
  plan(args, found) {
    switch (found.kind) {
      case 'file':
        return {
          steps: [],
          values: { content: found.content.toString('base64'), source: args.src, encoding: 'base64' },
        }
      case 'absent':
        throw new ModuleFailure(`file not found: ${args.src}`)
      case 'large':
        throw new ModuleFailure(`file is too large to be read: ${args.src}`)
      case 'unreadable':
        throw new ModuleFailure(
          found.why === 'directory'
            ? `source is a directory and must be a file: ${args.src}`
            : `file is not readable: ${args.src}`,
        )
    }
  },
})
