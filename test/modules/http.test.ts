import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ActionHost } from '../../src/modules/module.ts'
import { curlRequest, readCurl } from '../../src/modules/uri/curl.ts'
import { uri } from '../../src/modules/uri.ts'
import { waitFor } from '../../src/modules/waitFor.ts'
import type { Reply, Request } from '../../src/shell/request.ts'
import { revealText } from '../../src/shell/secret.ts'
import { argsOf, HereObserver, taskIn } from './apply.ts'

let server: Server
let base: string

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      if (path === '/moved') return void response.writeHead(302, { location: '/json' }).end('gone')
      if (path === '/missing') return void response.writeHead(404).end('nothing here')
      if (path === '/slow') return
      response.setHeader('content-type', path === '/json' ? 'application/json' : 'text/plain')
      response.setHeader('set-cookie', ['a=1; Path=/', 'b=2'])
      response.setHeader(
        'x-seen',
        `${request.method} ${request.headers.authorization ?? ''} ${request.headers['x-my'] ?? ''}`,
      )
      response.end(path === '/json' ? '{"a": [1, "ü"]}' : Buffer.concat(chunks))
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** The test's own server lives in this process, so commands must not block it. */
function run(request: Request): Promise<Reply> {
  return new Promise((done) => {
    const child = spawn('sh', ['-c', request.command.text])
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.stdin.on('error', () => undefined)
    child.stdin.end(request.stdin instanceof Uint8Array ? request.stdin : revealText(request.stdin ?? ''))
    child.on('close', (code) =>
      done({
        exit: { kind: 'code', code: code ?? 255 },
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr),
        durationMs: 1,
      }),
    )
  })
}

function host(curl: boolean): ActionHost {
  const here = new HereObserver()
  return {
    run,
    observe: (kind, key) =>
      kind.name === 'commandPath'
        ? Promise.resolve((curl ? '/usr/bin/curl' : undefined) as never)
        : here.observe(kind, key),
  }
}

const call = (raw: Record<string, unknown>, curl: boolean) => {
  const args = argsOf(uri, { ...raw, url: String(raw['url']).replace('BASE', base) })
  return uri.run(host(curl), args, taskIn('.'), new AbortController().signal)
}

const curlIsHere = (await run(curlRequestFor('--version'))).exit
function curlRequestFor(_flag: string): Request {
  return { command: { text: 'command -v curl' } as Request['command'] }
}
const ways = curlIsHere.kind === 'code' && curlIsHere.code === 0 ? [true, false] : [false]

describe.each(ways)('uri, with curl: %s', (curl) => {
  const cases: [string, Record<string, unknown>, Record<string, unknown>][] = [
    [
      'json',
      { url: 'BASE/json' },
      { status: 200, json: { a: [1, 'ü'] }, content_type: 'application/json', cookies: { a: '1', b: '2' } },
    ],
    [
      'content',
      { url: 'BASE/echo', method: 'POST', body: 'grün "\\\n', return_content: true },
      { status: 200, content: 'grün "\\\n' },
    ],
    [
      'json body',
      { url: 'BASE/echo', method: 'POST', body: { b: true }, body_format: 'json', return_content: true },
      { content: '{"b": true}' },
    ],
    [
      'form',
      {
        url: 'BASE/echo',
        method: 'PUT',
        body: { b: 'x y', c: [1, 2] },
        body_format: 'form-urlencoded',
        return_content: true,
      },
      { content: 'b=x+y&c=1&c=2', x_seen: 'PUT' },
    ],
    [
      'login and headers',
      {
        url: 'BASE/echo',
        url_username: 'me',
        url_password: 'pw',
        force_basic_auth: true,
        headers: { 'X-My': 'v' },
      },
      { x_seen: `GET Basic ${btoa('me:pw')} v` },
    ],
    ['redirect', { url: 'BASE/moved' }, { status: 200, redirected: true, json: { a: [1, 'ü'] } }],
    [
      'no redirect',
      { url: 'BASE/moved', follow_redirects: 'none', status_code: 302 },
      { status: 302, location: '/json', redirected: false },
    ],
    ['head', { url: 'BASE/json', method: 'HEAD' }, { status: 200, content_type: 'application/json' }],
  ]
  test.each(cases)('%s', async (_name, raw, values) => {
    const result = await call(raw, curl)
    expect(result.values).toMatchObject(values)
    expect(result.failed).toBeUndefined()
  })

  test('a status that is not wanted fails with what was said', async () => {
    const result = await call({ url: 'BASE/missing' }, curl)
    expect(result).toMatchObject({ failed: true, values: { status: 404, content: 'nothing here' } })
    expect(result.values['msg']).toContain('Status code was 404 and not [200]: HTTP Error 404: Not Found')
  })

  test('no connection, and no answer in time', async () => {
    expect(await call({ url: 'http://127.0.0.1:1/' }, curl)).toMatchObject({
      failed: true,
      values: { status: -1 },
    })
    expect(await call({ url: 'BASE/slow', timeout: 1 }, curl)).toMatchObject({
      failed: true,
      values: { status: -1 },
    })
  })

  test('into a file, once', async () => {
    const dest = join(mkdtempSync(join(tmpdir(), 'stack-uri-')), 'file')
    expect((await call({ url: 'BASE/json', dest }, curl)).changed).toBe(true)
    expect(readFileSync(dest, 'utf8')).toBe('{"a": [1, "ü"]}')
    expect((await call({ url: 'BASE/json', dest }, curl)).changed).toBe(false)
  })
})

test('https without curl says what to do', async () => {
  await expect(call({ url: 'https://127.0.0.1/' }, false)).rejects.toThrow(
    'the host has no curl, which https needs',
  )
})

test('nothing secret is on the command line', () => {
  const request = curlRequest({
    method: 'GET',
    url: 'http://h/',
    headers: new Map([['X-Token', 'hidden1']]),
    body: Buffer.from('hidden2'),
    user: 'u',
    password: 'hidden3',
    validateCerts: true,
    caPath: undefined,
    clientCert: undefined,
    clientKey: undefined,
    useProxy: true,
    timeout: 5,
    followRedirects: true,
    unixSocket: undefined,
    decompress: true,
  })
  expect(request.command.text).not.toContain('hidden')
})

test('several heads: the last one counts', () => {
  const answer = readCurl(
    {
      exit: { kind: 'code', code: 0 },
      stdout: Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/2 201 \r\nX-A: b\r\n\r\nbody\r\n\r\n'),
      stderr: Buffer.from('\n@curl 201 0 http://x/\n'),
      durationMs: 1,
    },
    'http://x/',
  )
  expect([answer.status, answer.headers.get('x-a'), answer.body.toString()]).toEqual([
    201,
    'b',
    'body\r\n\r\n',
  ])
})

describe('wait_for', () => {
  const here = mkdtempSync(join(tmpdir(), 'stack-wait-'))
  writeFileSync(join(here, 'log'), 'one\nready on port 42\n')
  const wait = (raw: Record<string, unknown>) =>
    waitFor.run(host(false), argsOf(waitFor, raw), taskIn('.'), new AbortController().signal)

  test('an open port, what it says, a closed one', async () => {
    const greeter = createTcpServer((socket) => {
      // Who only looks whether the port is open hangs up without reading.
      socket.on('error', () => {})
      socket.end('220 hello\n')
    })
    await new Promise<void>((ready) => greeter.listen(0, '127.0.0.1', ready))
    const { port } = greeter.address() as AddressInfo
    expect((await wait({ port })).values).toMatchObject({ state: 'started', port, path: null })
    await wait({ port, search_regex: '^220 \\w+' })
    await expect(wait({ port, state: 'stopped', timeout: 0 })).rejects.toThrow(
      `Timeout when waiting for 127.0.0.1:${port} to stop.`,
    )
    greeter.close()
    await wait({ port, state: 'stopped', timeout: 2 })
    await expect(wait({ port, timeout: 0 })).rejects.toThrow(`Timeout when waiting for 127.0.0.1:${port}`)
    await wait({ port: 1, state: 'drained', timeout: 0 })
    await expect(wait({ port, state: 'drained', timeout: 0 })).rejects.toThrow('to drain')
  })

  test('a file and what is in it', async () => {
    expect(
      (await wait({ path: join(here, 'log'), search_regex: 'port (?P<port>\\d+)' })).values,
    ).toMatchObject({
      match_groups: ['42'],
      match_groupdict: { port: '42' },
    })
    await wait({ path: join(here, 'no'), state: 'absent' })
    await expect(wait({ path: join(here, 'no'), timeout: 0, msg: 'too late' })).rejects.toThrow('too late')
    await expect(wait({ path: join(here, 'log'), search_regex: 'never', timeout: 0 })).rejects.toThrow(
      'search string never',
    )
  })
})
