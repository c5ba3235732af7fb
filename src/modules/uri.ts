import { basename } from 'node:path/posix'
import { fileContent } from '../host/observations/fileContent.ts'
import { fileStatFollow } from '../host/observations/fileStat.ts'
import { writeFile } from '../host/write.ts'
import { isMapping } from '../source/pythonText.ts'
import { matchingPath } from './command/matchingPath.ts'
import { EDIT_LIMIT } from './file/seen.ts'
import {
  type ActionHost,
  type ActionResult,
  actionModule,
  ModuleFailure,
  type TaskContext,
  type Values,
} from './module.ts'
import { encodeBody } from './uri/body.ts'
import type { HttpAnswer, HttpRequest } from './uri/exchange.ts'
import { fetchFromHost } from './uri/fetch.ts'
import { type UriArgs, uriOptions } from './uri/options.ts'

export const uri = actionModule({
  name: 'uri',
  collection: 'ansible.builtin',
  summary: 'Makes an HTTP request from the host.',
  options: uriOptions,
  constraints: { mutuallyExclusive: [['body', 'src']] },
  examples: `
- name: Wait until the site answers
  ansible.builtin.uri:
    url: http://127.0.0.1/healthz
    return_content: true
  register: health
  until: health.status == 200
  retries: 10
  delay: 1
`,
  readOnly: (args) => (args.method === 'GET' || args.method === 'HEAD') && args.dest === undefined,
  async run(host, args, task): Promise<ActionResult> {
    const done = await alreadyDone(host, args)
    if (done !== undefined) return { changed: false, values: { msg: done, stdout: done, rc: 0 } }
    const started = Date.now()
    const answer = await fetchFromHost(host, await requestOf(host, args, task))
    const values: Values = { ...valuesOf(args, answer), elapsed: Math.floor((Date.now() - started) / 1000) }
    if (!args.status_code.includes(answer.status)) {
      const msg = `Status code was ${answer.status} and not [${args.status_code.join(', ')}]: ${values['msg']}`
      return { changed: false, failed: true, values: { ...values, ...content(answer), msg } }
    }
    const changed = args.dest !== undefined && (await save(host, args.dest, answer))
    return { changed, values }
  },
})

async function alreadyDone(host: ActionHost, args: UriArgs): Promise<string | undefined> {
  if (args.creates !== undefined && (await host.observe(matchingPath, args.creates))) {
    return `skipped, since '${args.creates}' exists`
  }
  if (args.removes !== undefined && !(await host.observe(matchingPath, args.removes))) {
    return `skipped, since '${args.removes}' does not exist`
  }
  return undefined
}

async function requestOf(host: ActionHost, args: UriArgs, task: TaskContext): Promise<HttpRequest> {
  const { bytes, contentType } = await bodyOf(host, args, task)
  const headers = new Map(Object.entries(args.headers).map(([name, value]) => [name, String(value)]))
  const given = new Set([...headers.keys()].map((name) => name.toLowerCase()))
  if (contentType !== undefined && !given.has('content-type')) headers.set('Content-Type', contentType)
  if (!given.has('user-agent')) headers.set('User-Agent', args.http_agent)
  if (args.force) headers.set('Cache-Control', 'no-cache')
  const safe = args.method === 'GET' || args.method === 'HEAD'
  return {
    method: args.method.toUpperCase(),
    url: args.url,
    headers,
    body: bytes,
    user: args.url_username,
    password: args.url_password,
    validateCerts: args.validate_certs,
    caPath: args.ca_path,
    clientCert: args.client_cert,
    clientKey: args.client_key,
    useProxy: args.use_proxy,
    timeout: args.timeout,
    followRedirects:
      ['all', 'yes'].includes(args.follow_redirects) ||
      (safe && !['no', 'none'].includes(args.follow_redirects)),
    unixSocket: args.unix_socket,
    decompress: args.decompress,
  }
}

async function bodyOf(host: ActionHost, args: UriArgs, task: TaskContext) {
  if (args.src === undefined) return encodeBody(args.body, args.body_format)
  if (!args.remote_src) return { bytes: task.readFile(args.src, 'files').content, contentType: undefined }
  const found = await host.observe(fileContent, { path: args.src, limit: EDIT_LIMIT })
  if (found.kind !== 'file') throw new ModuleFailure(`Unable to open source file ${args.src}`)
  return { bytes: found.content, contentType: undefined }
}

function valuesOf(args: UriArgs, answer: HttpAnswer): Values {
  const headers = [...answer.headers].map(([name, value]) => [name.replaceAll('-', '_'), value])
  const pairs = answer.cookies.map((cookie) => cookie.split(';')[0] ?? '')
  return {
    ...Object.fromEntries(headers),
    status: answer.status,
    url: answer.url,
    redirected: answer.redirected,
    cookies: Object.fromEntries(pairs.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)])),
    cookies_string: pairs.join('; '),
    msg: messageOf(answer),
    ...(args.return_content ? content(answer) : {}),
    ...jsonOf(answer),
  }
}

/** As Ansible words it. */
function messageOf(answer: HttpAnswer): string {
  if (answer.error !== undefined) return `Request failed: ${answer.error}`
  if (answer.status >= 400) return `HTTP Error ${answer.status}: ${answer.reason}`
  return `${answer.reason || 'OK'} (${answer.headers.get('content-length') ?? 'unknown'} bytes)`
}

function content(answer: HttpAnswer): Values {
  return { content: answer.body.toString('utf8') }
}

function jsonOf(answer: HttpAnswer): Values {
  if (!/[/+]json\b/.test(answer.headers.get('content-type') ?? '')) return {}
  try {
    const json: unknown = JSON.parse(answer.body.toString('utf8'))
    return isMapping(json) || Array.isArray(json) || json !== undefined ? { json } : {}
  } catch {
    return {}
  }
}

/** Writes the answer to a file unless it holds just that. */
async function save(host: ActionHost, dest: string, answer: HttpAnswer): Promise<boolean> {
  const stat = await host.observe(fileStatFollow, dest)
  const name = basename(new URL(answer.url).pathname) || 'index.html'
  const path = stat.exists && stat.type === 'directory' ? `${dest}/${name}` : dest
  const found = await host.observe(fileContent, { path, limit: EDIT_LIMIT })
  if (found.kind === 'file' && found.content.equals(answer.body)) return false
  const reply = await host.run(writeFile(path, answer.body))
  if (reply.exit.kind === 'code' && reply.exit.code === 0) return true
  throw new ModuleFailure(`could not write ${path}: ${reply.stderr.toString('utf8').trim()}`, { path })
}
