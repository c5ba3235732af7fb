import { fileHash } from '../host/observations/fileHash.ts'
import { stateModule } from './module.ts'
import { fileDetails } from './stat/details.ts'
import { statValues } from './stat/values.ts'

export const stat = stateModule({
  name: 'stat',
  collection: 'ansible.builtin',
  summary: 'Tells all about a path.',
  options: {
    path: { type: 'path', required: true, aliases: ['dest', 'name'], description: 'The path.' },
    follow: { type: 'bool', default: false, description: 'Tell about what a link leads to.' },
    get_checksum: { type: 'bool', default: true, description: 'Give the checksum of a file.' },
    get_md5: { type: 'bool', default: false, description: 'Give the MD5 of a file too.' },
    get_mime: {
      type: 'bool',
      default: true,
      aliases: ['mime', 'mime_type', 'mime-type'],
      description: 'Give the type of its content, when the host has the program `file`.',
    },
    get_attributes: {
      type: 'bool',
      default: true,
      aliases: ['attr', 'attributes'],
      description: 'Give the attributes that lsattr shows.',
    },
    checksum_algorithm: {
      type: 'str',
      default: 'sha1',
      choices: ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
      aliases: ['checksum', 'checksum_algo'],
      description: 'How the checksum is computed.',
    },
  },
  examples: `
- name: See whether the application is there
  ansible.builtin.stat:
    path: /srv/app/current
  register: current
`,
  async probe(host, { path, ...args }) {
    const [details, checksum, md5] = await Promise.all([
      host.observe(fileDetails, { path, follow: args.follow }),
      args.get_checksum ? host.observe(fileHash, { path, algorithm: args.checksum_algorithm }) : undefined,
      args.get_md5 ? host.observe(fileHash, { path, algorithm: 'md5' }) : undefined,
    ])
    return { details, checksum, md5 }
  },
  plan(args, { details, checksum, md5 }) {
    if (details === undefined) return { steps: [], values: { stat: { exists: false } } }
    const values = statValues(args.path, details, { mime: args.get_mime, attributes: args.get_attributes })
    const sums = {
      ...(checksum === undefined ? {} : { checksum }),
      ...(md5 === undefined ? {} : { md5 }),
    }
    return { steps: [], values: { stat: { ...values, ...(values['isreg'] ? sums : {}) } } }
  },
})
