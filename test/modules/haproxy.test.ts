import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { haproxyServers, parseServers, type Servers } from '../../src/modules/haproxy/servers.ts'
import { haproxy } from '../../src/modules/haproxy.ts'
import { ModuleFailure } from '../../src/modules/module.ts'
import type { Reply } from '../../src/shell/request.ts'
import { argsFor, syntaxFault } from './planning.ts'

/** What HAProxy of Debian 12, 13 and sid answered, with the same servers in the same states. */
const VERSIONS = ['2.6', '3.0', '3.2']

function recorded(version = '3.0'): Servers {
  return parseServers(`+${readFileSync(join(import.meta.dirname, `haproxy/${version}.txt`), 'utf8')}`)
}

test.each(VERSIONS)('reads the servers of HAProxy %s', (version) => {
  const state = recorded(version)
  const brief = (state.kind === 'servers' ? state.servers : []).map((server) =>
    [
      `${server.backend}/${server.name}`,
      server.status,
      `${server.weight}/${server.configuredWeight}`,
      ...(server.draining ? ['draining'] : []),
      ...(server.maintenance ? ['maintenance'] : []),
      `checks ${server.healthChecks}`,
      `agent ${server.agentChecks}`,
    ].join(', '),
  )
  expect(brief).toEqual([
    'web/web1, UP, 10/10, checks on, agent none',
    'web/web2, DRAIN, 10/10, draining, checks off, agent none',
    'web/web3, DOWN, 10/10, draining, checks on, agent none',
    'web/web4, MAINT, 10/10, maintenance, checks on, agent none',
    'other/web1, no check, 0/1, checks none, agent none',
  ])
})

type Raw = Readonly<Record<string, unknown>>

/** Options, and the orders that follow from the recorded state (none: it is so already). */
const PLANS: readonly (readonly [Raw, readonly string[]])[] = [
  [{ host: 'web1', state: 'enabled' }, []],
  [{ host: 'web1', state: 'enabled', wait: true }, []],
  [{ host: 'web1', backend: 'web', state: 'drain' }, ['set server web/web1 state drain']],
  [
    { host: 'web1', state: 'drain' },
    ['set server web/web1 state drain', 'set server other/web1 state drain'],
  ],
  [
    { host: 'web1', backend: 'web', state: 'drain', drain: true },
    ['set server web/web1 state drain', 'wait idle web/web1'],
  ],
  [
    { host: 'web1', backend: 'web', state: 'drain', drain: true, shutdown_sessions: true },
    ['set server web/web1 state drain', 'wait ended web/web1'],
  ],
  [
    { host: 'web1', backend: 'web', state: 'disabled', drain: true, wait: true },
    ['set server web/web1 state drain', 'wait idle web/web1', 'set server web/web1 state maint'],
  ],
  [
    { host: 'web1', backend: 'web', state: 'disabled', health: true, agent: true },
    ['disable health web/web1', 'set server web/web1 state maint'],
  ],
  [{ host: 'web2', state: 'drain', wait: true, drain: true }, []],
  [{ host: 'web2', state: 'enabled' }, ['set server web/web2 state ready']],
  [
    { host: 'web2', state: 'enabled', health: true, wait: true },
    ['set server web/web2 state ready', 'enable health web/web2', 'wait up web/web2'],
  ],
  // It drains, though its status says DOWN: waiting for DRAIN would never end.
  [{ host: 'web3', state: 'drain', wait: true }, []],
  [{ host: 'web3', state: 'disabled', wait: true }, ['set server web/web3 state maint']],
  [{ host: 'web4', state: 'disabled', wait: true, drain: true, shutdown_sessions: true }, []],
  [{ host: 'web4', state: 'drain' }, ['set server web/web4 state drain']],
  [{ host: 'web4', state: 'enabled', wait: true }, ['set server web/web4 state ready', 'wait up web/web4']],
  [{ host: 'web1', backend: 'web', state: 'enabled', weight: '100%' }, []],
  [{ host: 'web1', backend: 'web', state: 'enabled', weight: '25%' }, ['set weight web/web1 25%']],
  [{ host: 'web1', state: 'enabled', weight: '10' }, ['set weight other/web1 10']],
  [{ host: 'web9', state: 'enabled' }, []],
  [
    { host: 'web9', state: 'drain', backend: 'web', fail_on_not_found: true },
    ["failed: The specified backend 'web/web9' was not found!"],
  ],
  [{ host: 'web9', state: 'drain', fail_on_not_found: true }, ["failed: No backend has a server 'web9'"]],
]

test.each(PLANS)('%j', (raw, orders) => {
  expect(ordersOf(raw, recorded())).toEqual(orders)
})

test('sessions are waited for, or ended', () => {
  const state = recorded()
  const busy = {
    ...state,
    servers: (state.kind === 'servers' ? state.servers : []).map((server) => ({ ...server, sessions: 2 })),
  } as Servers
  const web2 = { host: 'web2', state: 'drain' }
  expect(ordersOf(web2, busy)).toEqual([])
  expect(ordersOf({ ...web2, drain: true }, busy)).toEqual(['wait idle web/web2'])
  const web4 = { host: 'web4', state: 'disabled', shutdown_sessions: true }
  expect(ordersOf(web4, busy)).toEqual(['shutdown sessions server web/web4'])
  expect(ordersOf({ ...web4, drain: true }, busy)).toEqual(['wait ended web/web4'])
})

test('a plan predicts a state in which nothing is left to do', () => {
  for (const [raw] of PLANS) {
    const args = argsFor(haproxy, raw)
    if (args.fail_on_not_found) continue
    const prediction = haproxy.plan(args, recorded()).steps.at(-1)?.predicts?.[0]
    const next = (prediction?.value ?? recorded()) as Servers
    expect(ordersOf(raw, next), JSON.stringify(raw)).toEqual([])
  }
})

describe('what it returns', () => {
  const args = argsFor(haproxy, { host: 'web2', state: 'enabled', socket: '/run/a b.sock' })

  test('Ansible’s values', () => {
    const plan = haproxy.plan(args, recorded())
    const before = [{ status: 'DRAIN', weight: '10', scur: '0' }]
    expect(plan.values).toMatchObject({ command: ['set server web/web2 state ready'], state_before: before })
    const text = plan.steps[0]?.request.command.text ?? ''
    expect(syntaxFault(text)).toBe('')
    expect(text).toContain("'/run/a b.sock'")
    const answer = readFileSync(join(import.meta.dirname, 'haproxy/3.0.txt'), 'utf8')
    expect(haproxy.finish?.(args, recorded(), [replyOf(`+${answer}\0`)])).toEqual({ state_after: before })
  })

  test('a host that is in no backend is told of', () => {
    const plan = haproxy.plan(argsFor(haproxy, { host: 'web9', state: 'drain' }), recorded())
    expect(plan).toMatchObject({ steps: [], warnings: ["No backend has a server 'web9'"] })
  })
})

test('weights that are none', () => {
  for (const weight of ['257', '101%', '-1', 'x', '']) {
    const args = argsFor(haproxy, { host: 'web1', state: 'enabled', weight })
    expect(() => haproxy.validate?.(args), weight).toThrow(/^weight is a number from 0 to 256/)
  }
  for (const weight of ['0', '256', '100%', undefined]) {
    haproxy.validate?.(argsFor(haproxy, { host: 'web1', state: 'enabled', weight }))
  }
})

test('no HAProxy at the socket', () => {
  const states = haproxyServers.parse(replyOf('-No such file or directory\n\0-Permission denied\n\0'), [
    '/a',
    '/b',
  ])
  expect(states[0]).toEqual({ kind: 'silent', reason: 'No such file or directory' })
  expect(ordersOf({ host: 'web1', state: 'drain', socket: '/b' }, states[1] as Servers)).toEqual([
    'failed: HAProxy does not answer at /b: Permission denied',
  ])
  expect(() => haproxyServers.parse(replyOf(''), ['/a'])).toThrow('could not be asked')
})

/** The orders of a plan, or its refusal as `failed: …`. */
function ordersOf(raw: Raw, state: Servers): string[] {
  const args = argsFor(haproxy, { wait_interval: 1, wait_retries: 3, ...raw })
  try {
    const text = haproxy.plan(args, state).steps[0]?.request.command.text ?? ''
    // First come socket, seconds and looks.
    return [...(/^perl - \S+ 1 3 (.*)$/.exec(text)?.[1] ?? '').matchAll(/'([^']*)'/g)].map(
      ([, order = '']) => order,
    )
  } catch (error) {
    if (error instanceof ModuleFailure) return [`failed: ${error.message}`]
    throw error
  }
}

function replyOf(stdout: string): Reply {
  return {
    exit: { kind: 'code', code: 0 },
    stdout: Buffer.from(stdout),
    stderr: Buffer.from(''),
    durationMs: 1,
  }
}
