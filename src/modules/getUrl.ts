import { basename } from 'node:path/posix'
import { commandPath } from '../host/observations/commandPath.ts'
import { fileHash, type HashAlgorithm } from '../host/observations/fileHash.ts'
import { fileStatFollow, type PresentFile } from '../host/observations/fileStat.ts'
import { sh } from '../shell/command.ts'
import { succeeded } from '../shell/request.ts'
import { attributeOptions, attributeValues, newFile, type WantedAttributes } from './file/attributes.ts'
import { readFinalStat, withFinalStat } from './file/finalStat.ts'
import { planAttributes } from './file/writing.ts'
import { downloadRequest, readDownload } from './getUrl/download.ts'
import { type ActionHost, type ActionResult, actionModule, ModuleFailure, type Values } from './module.ts'
import { httpOptions } from './uri/options.ts'

interface Checksum {
  readonly algorithm: HashAlgorithm
  readonly digest: string
}

export const getUrl = actionModule({
  name: 'get_url',
  collection: 'ansible.builtin',
  summary: 'Downloads a file to the host.',
  options: {
    ...httpOptions,
    dest: { type: 'path', required: true, description: 'Where to; a directory keeps the name of the URL.' },
    checksum: {
      type: 'str',
      default: '',
      description: '`sha256:HEX`; a file that has it is not downloaded again.',
    },
    backup: { type: 'bool', default: false, description: 'Keep a copy of the old file beside it.' },
    force: {
      type: 'bool',
      default: false,
      aliases: ['thirsty'],
      description: 'Download though the file is there.',
    },
    tmp_dest: { type: 'path', description: 'Accepted; the download is made beside the file.' },
    timeout: { type: 'int', default: 10, description: 'Seconds until the server must have answered.' },
    ...attributeOptions,
  },
  examples: `
- name: Download a release
  ansible.builtin.get_url:
    url: https://example.org/app-1.2.tar.gz
    dest: /opt/app-1.2.tar.gz
    checksum: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
`,
  async run(host, args): Promise<ActionResult> {
    const name = basename(new URL(args.url).pathname) || 'index.html'
    const given = await host.observe(fileStatFollow, args.dest)
    const inside = (given.exists && given.type === 'directory') || args.dest.endsWith('/')
    const dest = inside ? `${args.dest.replace(/\/+$/, '')}/${name}` : args.dest
    const wanted = checksumOf(args.checksum)
    const old = await host.observe(fileStatFollow, dest)
    const has =
      wanted === undefined
        ? undefined
        : await host.observe(fileHash, { path: dest, algorithm: wanted.algorithm })
    const values: Values = { dest, url: args.url, checksum_src: null, checksum_dest: null }
    const good = wanted !== undefined && has === wanted.digest
    if (old.exists && !args.force && good) {
      const changed = await setAttributes(host, dest, args)
      return {
        changed,
        values: { ...values, msg: 'file already exists', ...attributeValues(await currentFile(host, dest)) },
      }
    }
    const curl = (await host.observe(commandPath, 'curl')) !== undefined
    // A copy that is there is only asked for if it changed since, unless a checksum says that it is wrong.
    const since = old.exists && !args.force && wanted === undefined ? old.mtime : undefined
    const reply = await host.run(downloadRequest({ ...args, dest, since, wanted, curl }))
    const done = readDownload(reply)
    if (!succeeded(reply))
      throw new ModuleFailure(failure(args.url, done, reply.stderr.toString('utf8')), {
        ...values,
        status_code: done.status,
      })
    const attributes = await setAttributes(host, dest, args)
    return {
      changed: done.changed || attributes,
      values: {
        ...values,
        ...done.values,
        src: null,
        status_code: done.status,
        msg: done.status === 304 ? 'HTTP Error 304: Not Modified' : `OK (${done.size} bytes)`,
        ...attributeValues(await currentFile(host, dest)),
      },
    }
  },
})

function checksumOf(text: string): Checksum | undefined {
  if (text === '') return undefined
  const [, algorithm, digest] =
    /^(md5|sha1|sha224|sha256|sha384|sha512):([0-9a-fA-F]+)$/.exec(text.trim()) ?? []
  if (algorithm === undefined || digest === undefined) {
    throw new ModuleFailure('The checksum parameter has to be in format <algorithm>:<checksum>')
  }
  return { algorithm: algorithm as HashAlgorithm, digest: digest.toLowerCase() }
}

function failure(url: string, done: ReturnType<typeof readDownload>, stderr: string): string {
  if (done.wrongChecksum !== undefined)
    return `The checksum for the download did not match: it was ${done.wrongChecksum}.`
  if (done.status > 0) return `Request failed: HTTP Error ${done.status} for ${url}`
  return `Request failed: ${/^curl: (.*)$/m.exec(stderr)?.[1] ?? (stderr.trim().split('\n').at(-1) || 'no answer')}`
}

/** Read by a command of its own: what was observed before the download is no longer so. */
async function currentFile(host: ActionHost, path: string): Promise<PresentFile> {
  const { values } = readFinalStat(await host.run(withFinalStat({ command: sh`true` }, path)))
  return {
    ...newFile('file', {}, Number(values['size'])),
    uid: Number(values['uid']),
    gid: Number(values['gid']),
    owner: String(values['owner']),
    group: String(values['group']),
    mode: Number.parseInt(String(values['mode']), 8),
  }
}

async function setAttributes(host: ActionHost, path: string, wanted: WantedAttributes): Promise<boolean> {
  const steps = planAttributes({ path, stat: await currentFile(host, path) }, wanted)
  for (const step of steps) {
    const reply = await host.run(step.request)
    if (!succeeded(reply)) {
      throw new ModuleFailure(`could not ${step.title}: ${reply.stderr.toString('utf8').trim()}`)
    }
  }
  return steps.length > 0
}
