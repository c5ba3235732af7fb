import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Socket, type Server as TcpServer } from 'node:net'
import ssh2, { type Connection } from 'ssh2'
import { afterEach, expect, test } from 'vitest'
import { connect } from '../../src/host/connect.ts'
import type { SshSpec } from '../../src/host/host.ts'
import { script, sh } from '../../src/shell/command.ts'
import { Secret } from '../../src/shell/secret.ts'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
})

const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Fake {
  readonly port: number
  readonly links: Connection[]
  readonly sockets: Socket[]
}

/** An SSH server in this process that runs commands with a real sh; `before` may spoil a raw connection. */
async function fakeServer(before: (socket: Socket, count: number) => boolean = () => false): Promise<Fake> {
  const links: Connection[] = []
  const sockets: Socket[] = []
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (link) => {
    links.push(link)
    link.on('error', () => {})
    link.on('authentication', (login) =>
      login.method === 'password' && login.password === 'right' ? login.accept() : login.reject(['password']),
    )
    link.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const stream = acceptExec()
        const child = spawn('sh', ['-c', command])
        closers.push(() => child.kill('SIGKILL'))
        stream.pipe(child.stdin)
        child.stdin.on('error', () => {})
        child.stdout.pipe(stream, { end: false })
        child.stderr.pipe(stream.stderr, { end: false })
        child.once('exit', (code) => {
          stream.exit(code ?? 255)
          stream.end()
        })
      })
    })
  })
  let count = 0
  const listener: TcpServer = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    count += 1
    if (!before(socket, count)) server.injectSocket(socket)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    listener.close()
    for (const socket of sockets) socket.destroy()
  })
  const address = listener.address()
  return { port: typeof address === 'object' && address !== null ? address.port : 0, links, sockets }
}

function spec(port: number, over: Partial<SshSpec> = {}): SshSpec {
  return {
    kind: 'ssh',
    address: '127.0.0.1',
    port,
    user: 'ops',
    privateKeyFiles: [],
    password: new Secret('right'),
    jumps: [],
    knownHostsFiles: ['/dev/null'],
    hostKeyChecking: 'accept-new',
    connectTimeoutMs: 2000,
    keepAliveMs: 0,
    ...over,
  }
}

test('a link that drops mid-command is told, with what came before; later messages say so too', async () => {
  const { port, sockets } = await fakeServer()
  const session = await connect('web1', spec(port))
  const shell = await session.shell()
  setTimeout(() => sockets[0]?.destroy(), 300)
  const replies = await shell.send([{ command: script('echo partial; sleep 20') }, { command: sh`true` }])
  expect(replies.map((reply) => reply.exit.kind)).toEqual(['disconnected', 'disconnected'])
  expect(replies[0]?.stdout.toString()).toBe('partial\n')
  const [later] = await shell.send([{ command: sh`true` }])
  expect(later?.exit.kind).toBe('disconnected')
  await expect(session.shell({ method: 'sudo', user: 'root' })).rejects.toMatchObject({
    code: 'disconnected',
  })
  await session.close()
})

test('a peer that falls silent is noticed', async () => {
  const { port, sockets } = await fakeServer()
  const session = await connect('web1', spec(port, { keepAliveMs: 100 }))
  const shell = await session.shell()
  setTimeout(() => sockets[0]?.pause(), 200)
  const [reply] = await shell.send([{ command: sh`sleep 20` }])
  expect(reply?.exit.kind).toBe('disconnected')
  await session.close()
})

test('an abort on a silent link still ends', { timeout: 20_000 }, async () => {
  const { port, sockets } = await fakeServer()
  const session = await connect('web1', spec(port, { keepAliveMs: 1000 }))
  const stop = new AbortController()
  const shell = await session.shell()
  setTimeout(() => {
    sockets[0]?.pause()
    stop.abort()
  }, 200)
  const [reply] = await shell.send([{ command: sh`sleep 20` }], { signal: stop.signal })
  expect(reply?.exit.kind).toBe('aborted')
  expect(reply?.stderr.toString()).toContain('may still run there')
  await session.close()
})

test('a connection dropped before the login is tried again', async () => {
  const { port } = await fakeServer((socket, count) => {
    if (count < 3) socket.destroy()
    return count < 3
  })
  await (await connect('web1', spec(port))).close()
})

test('three drops are enough', async () => {
  let tries = 0
  const { port } = await fakeServer((socket, count) => {
    tries = count
    socket.destroy()
    return true
  })
  await expect(connect('web1', spec(port))).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('dropped during the handshake'),
  })
  expect(tries).toBe(3)
})

test('a server that never says anything times out', async () => {
  const { port } = await fakeServer(() => true)
  await expect(connect('web1', spec(port, { connectTimeoutMs: 300 }))).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('no answer within 0.3 s'),
  })
})

test('an abort while connecting', async () => {
  const { port } = await fakeServer(() => true)
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 100)
  await expect(connect('web1', spec(port), { signal: stop.signal })).rejects.toMatchObject({
    code: 'interrupted',
  })
})

test('a wrong password is refused', async () => {
  const { port } = await fakeServer()
  await expect(connect('web1', spec(port, { password: new Secret('wrong') }))).rejects.toMatchObject({
    code: 'auth',
    message: expect.stringMatching(/refused the login of ops .*tried password; the server takes password/),
  })
})

test('something that is no SSH server is said to be none', async () => {
  const { port } = await fakeServer((socket) => {
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
    return true
  })
  await expect(connect('web1', spec(port))).rejects.toMatchObject({ code: 'unreachable' })
})
