import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ROOT } from '../tools/sourceFiles.ts'

const SCRIPT = join(ROOT, 'playbooks/roles/load_balancer/files/haproxy-maintenance')

/** The ports are others than those that HAProxy runs with; web4 has left. */
const CONFIG = `
global
    stats socket /run/haproxy/admin.sock
backend other
    server web1 10.0.0.1:7000
backend web
    server web1 10.0.0.1:8001 check weight 10
    server web2 10.0.0.2:8002 check weight 10 backup
    server web3 10.0.0.3:8003 check
`

let directory = ''
let server: Server
/** What HAProxy answers, and what it was told. */
let answers: Record<string, string> = {}
let told: string[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'haproxy-maintenance-'))
  await writeFile(join(directory, 'haproxy.cfg'), CONFIG)
  const [states = '', stats = ''] = (
    await readFile(join(ROOT, 'test/modules/haproxy/3.0.txt'), 'utf8')
  ).split('\n\n')
  answers = { 'show servers state': states, 'show stat -1 4 -1': stats, 'show info': 'Name: HAProxy\nPid: 7' }
  told = []
  server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (line) => {
      told.push(line.toString().trim())
      socket.end(`${answers[line.toString().trim()] ?? ''}\n\n`)
    })
  })
  await new Promise<void>((ready) => server.listen(join(directory, 'socket'), ready))
})

afterEach(async () => {
  server.close()
  await rm(directory, { recursive: true })
})

test('a reload keeps who is drained and who is down, with the ports of the configuration', async () => {
  await run('reload')
  // Name, operation, administration, weights, port. web3 drains and is down.
  expect(await written()).toEqual(['web/web2 2 8 1 1 8002', 'web/web3 0 8 1 1 8003'])
  answers['show servers state'] = statesWith(/web3 127.0.0.1 0 8/, 'web3 127.0.0.1 0 0')
  await run('reload')
  expect(await written()).toEqual(['web/web2 2 8 1 1 8002', 'web/web3 0 0 1 1 8003'])
})

test('a stop keeps only who is drained, and a start takes the ports of then', async () => {
  answers['show servers state'] = statesWith(/web1 127.0.0.1 2 0/, 'web1 127.0.0.1 0 0')
  await run('save')
  expect(await written()).toEqual(['web/web2 2 8 1 1 8002', 'web/web3 0 8 1 1 8003'])
  await writeFile(join(directory, 'haproxy.cfg'), CONFIG.replace(':8002', ':9002').replace(/.*web3.*\n/, ''))
  server.close()
  await run('start')
  expect(await written()).toEqual(['web/web2 2 8 1 1 9002'])
})

test('HAProxy takes only one of drain and maintenance', async () => {
  answers['show servers state'] = statesWith(/web2 127.0.0.1 2 8/, 'web2 127.0.0.1 2 9')
  await run('save')
  expect(await written()).toContain('web/web2 2 1 1 1 8002')
})

test('without failback the others start after whoever holds the traffic', async () => {
  answers['show table web'] = '# table: web\n0x1: key=1 use=0 exp=0 server_id=2 server_key=web2'
  answers['show servers state'] = statesWith(/web[23] 127.0.0.1 . 8/g, (text) => text.replace(/. 8$/, '2 0'))
  await run('save')
  const waiting = ['web/web1 0 0 1 1 8001', 'web/web3 0 0 1 1 8003']
  expect(await written()).toEqual(waiting)
  server.close()
  await run('start')
  expect(await written()).toEqual(waiting)
})

test('a drained server lets go of the traffic that sticks to it', async () => {
  answers['show table web'] = '# table: web\n0x1: key=1 use=0 exp=0 server_id=2 server_key=web2'
  await run('save')
  expect(told).toContain('clear table web')
})

test('the last server in rotation is told from one of several', async () => {
  await expect(run('others', 'web1')).rejects.toThrow(
    'no web server would be left in rotation: web2 is DRAIN, web3 is DOWN, web4 is MAINT',
  )
  await run('others', 'web2', 'web3')
  answers['show stat -1 4 -1'] = answers['show stat -1 4 -1']?.replace('DRAIN', 'UP') ?? ''
  await run('others', 'web1')
})

test('a reload is over when another process answers', async () => {
  await run('reload')
  told = []
  const settled = run('settle')
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(1), 5000)
  answers['show info'] = 'Pid: 8'
  await settled
})

test('no HAProxy: an error, and what was written before stays', async () => {
  await run('save')
  const before = await written()
  server.close()
  await expect(run('reload')).rejects.toThrow(/HAProxy does not answer at .*socket/)
  expect(await written()).toEqual(before)
})

function run(...args: readonly string[]): Promise<unknown> {
  return promisify(execFile)('perl', [SCRIPT, ...args], {
    env: {
      HAPROXY_SOCKET: join(directory, 'socket'),
      HAPROXY_CONFIG: join(directory, 'haproxy.cfg'),
      HAPROXY_SERVERS: join(directory, 'servers'),
    },
  })
}

function statesWith(from: RegExp, to: string | ((text: string) => string)): string {
  const states = answers['show servers state'] ?? ''
  return typeof to === 'string' ? states.replace(from, to) : states.replace(from, to)
}

async function written(): Promise<string[]> {
  const lines = (await readFile(join(directory, 'servers'), 'utf8')).trim().split('\n').slice(2)
  return lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(' '))
    .map((cells) => {
      expect([cells[4], cells[17], cells.length]).toEqual(['-', '-', 25])
      return [`${cells[1]}/${cells[3]}`, ...cells.slice(5, 9), cells[18]].join(' ')
    })
}
