import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileContent } from '../host/observations/fileContent.ts'
import { type ActionResult, actionModule, ModuleFailure, type TaskContext } from './module.ts'

const LIMIT = 256 * 1024 * 1024

export const fetch_ = actionModule({
  name: 'fetch',
  collection: 'ansible.builtin',
  summary: 'Brings a file of the host to the controller.',
  options: {
    src: { type: 'path', required: true, description: 'The file on the host.' },
    dest: {
      type: 'str',
      required: true,
      description: 'Directory on the controller; it gets DEST/HOST/PATH.',
    },
    flat: {
      type: 'bool',
      default: false,
      description: 'DEST is the file itself, or its directory with / at its end.',
    },
    fail_on_missing: { type: 'bool', default: true, description: 'Fail when there is no such file.' },
    validate_checksum: {
      type: 'bool',
      default: true,
      description: 'Accepted; what arrives is always complete.',
    },
  },
  examples: `
- name: Keep a copy of the certificate
  ansible.builtin.fetch:
    src: /etc/ssl/site.pem
    dest: backup/
`,
  readOnly: () => true,
  async run(host, args, task): Promise<ActionResult> {
    const found = await host.observe(fileContent, { path: args.src, limit: LIMIT })
    if (found.kind !== 'file') return missing(args.src, found.kind, args.fail_on_missing)
    const dest = placeFor(args, task)
    const sum = (algorithm: string) => createHash(algorithm).update(found.content).digest('hex')
    const values = { dest, file: args.src, checksum: sum('sha1'), md5sum: sum('md5') }
    if (readLocal(dest)?.equals(found.content)) return { changed: false, values }
    mkdirSync(dirname(dest), { recursive: true })
    writeFileSync(`${dest}.part`, found.content)
    renameSync(`${dest}.part`, dest)
    return { changed: true, values: { ...values, remote_checksum: values.checksum, remote_md5sum: null } }
  },
})

function missing(src: string, kind: string, fails: boolean): ActionResult {
  const why =
    kind === 'absent' ? 'the remote file does not exist' : `the remote file cannot be read (${kind})`
  if (fails) throw new ModuleFailure(`${why}, not transferring: ${src}`, { file: src })
  return { changed: false, values: { file: src, msg: `${why}, not transferring, ignored` } }
}

function placeFor(args: { src: string; dest: string; flat: boolean }, task: TaskContext): string {
  const base = join(String(task.variable('playbook_dir') ?? '.'), '')
  const dest = args.dest.startsWith('/') ? args.dest : join(base, args.dest)
  if (!args.flat) return join(dest, String(task.variable('inventory_hostname') ?? 'localhost'), args.src)
  return args.dest.endsWith('/') ? join(dest, basename(args.src)) : dest
}

function readLocal(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
