import { basename } from 'node:path/posix'
import { fileStatFollow } from '../host/observations/fileStat.ts'
import { exitCode, type Reply, succeeded } from '../shell/request.ts'
import { matchingPath } from './command/matchingPath.ts'
import { attributeOptions, attributeValues } from './file/attributes.ts'
import { type ActionResult, actionModule, ModuleFailure } from './module.ts'
import { NO_TOOL, SAME, unpackScript } from './unarchive/script.ts'

export const unarchive = actionModule({
  name: 'unarchive',
  collection: 'ansible.builtin',
  summary: 'Unpacks an archive into a directory of the host.',
  options: {
    src: {
      type: 'str',
      required: true,
      description: 'The archive: on the controller, or on the host with `remote_src`.',
    },
    dest: { type: 'path', required: true, description: 'The directory, which must be there.' },
    remote_src: { type: 'bool', default: false, description: '`src` is on the host, or a URL.' },
    creates: { type: 'path', description: 'Do nothing when this path exists.' },
    list_files: { type: 'bool', default: false, description: 'Give the names in the archive.' },
    exclude: { type: 'list', elements: 'str', default: [], description: 'Names to leave out.' },
    include: { type: 'list', elements: 'str', default: [], description: 'Only these names.' },
    keep_newer: { type: 'bool', default: false, description: 'Keep files that are newer than the archive.' },
    extra_opts: { type: 'list', elements: 'str', default: [], description: 'More options for tar or unzip.' },
    copy: { type: 'bool', default: true, description: 'The opposite of `remote_src`.' },
    decrypt: {
      type: 'bool',
      default: true,
      description: 'Decrypt an archive that is encrypted with ansible-vault.',
    },
    validate_certs: {
      type: 'bool',
      default: true,
      description: 'Decrypt an archive that is encrypted with ansible-vault.',
    },
    ...attributeOptions,
  },
  constraints: { mutuallyExclusive: [['include', 'exclude']] },
  examples: `
- name: Unpack the release
  ansible.builtin.unarchive:
    src: app-1.2.tar.gz
    dest: /srv/app
    owner: app
`,
  async run(host, args, task): Promise<ActionResult> {
    if (args.creates !== undefined && (await host.observe(matchingPath, args.creates))) {
      return { changed: false, skipped: true, values: { msg: `skipped, since ${args.creates} exists` } }
    }
    const stat = await host.observe(fileStatFollow, args.dest)
    if (!stat.exists || stat.type !== 'directory')
      throw new ModuleFailure(`dest '${args.dest}' must be an existing dir`)
    const remote = args.remote_src || !args.copy
    const content = remote ? undefined : task.readFile(args.src, 'files', args.decrypt).content
    if (remote && !args.src.includes('://')) {
      const source = await host.observe(fileStatFollow, args.src)
      if (!source.exists) throw new ModuleFailure(`Source '${args.src}' does not exist`)
    }
    const command = unpackScript({ ...args, remote, name: basename(args.src) })
    const reply = await host.run({ command, ...(content === undefined ? {} : { stdin: content }) })
    const values = {
      dest: args.dest,
      src: args.src,
      handler: args.src.endsWith('.zip') ? 'ZipArchive' : 'TgzArchive',
      ...attributeValues(stat),
      state: 'directory',
    }
    if (exitCode(reply.exit) === SAME)
      return { changed: false, values: { ...values, ...files(reply, args.list_files) } }
    if (!succeeded(reply)) throw new ModuleFailure(failure(args.src, reply), values)
    return { changed: true, values: { ...values, ...files(reply, args.list_files) } }
  },
})

function files(reply: Reply, wanted: boolean) {
  if (!wanted) return {}
  const names = reply.stdout.toString('utf8').split('\n')
  return { files: names.filter((name) => name !== '') }
}

function failure(src: string, reply: Reply): string {
  const said = reply.stderr.toString('utf8').trim()
  if (exitCode(reply.exit) === NO_TOOL)
    return `Failed to unpack ${src}: the host has no program for it (install unzip, or xz-utils)`
  return `Failed to unpack ${src}: ${said.split('\n').slice(-5).join('\n')}`
}
