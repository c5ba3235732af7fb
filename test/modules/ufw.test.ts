import { expect, test } from 'vitest'
import { countRules } from '../../src/modules/ufw/change.ts'
import { parseProfiles, ufwProfiles } from '../../src/modules/ufw/profiles.ts'
import { normalAddress } from '../../src/modules/ufw/rule.ts'
import { services } from '../../src/modules/ufw/services.ts'
import { parseState, type UfwState, ufwState } from '../../src/modules/ufw/state.ts'
import { ufw } from '../../src/modules/ufw.ts'
import { sh } from '../../src/shell/command.ts'
import { argsFor, commandsOf, hostWhere, syntaxFault, taskWith } from './planning.ts'
import { LOCKOUTS, PLANS, RECORDED } from './ufw.cases.ts'

const recorded = parseState(0, RECORDED) as UfwState
const PROFILES = parseProfiles('[Multi]\nports=80,443/tcp|53\n[OpenSSH]\nports=22/tcp\n')

async function planned(raw: Readonly<Record<string, unknown>>, state: UfwState, variables = {}) {
  const args = argsFor(ufw, raw)
  const answers = new Map<unknown, unknown>([
    [ufwState, state],
    [ufwProfiles, PROFILES],
    [services, { port: '22', protocol: 'tcp' }],
  ])
  return commandsOf(ufw, args, await ufw.probe(hostWhere(answers), args, taskWith(variables)))
}

test('reads the recorded files', () => {
  expect(recorded).toMatchObject({
    enabled: true,
    loaded: true,
    ipv6: true,
    policies: { incoming: 'deny', outgoing: 'allow', routed: 'deny' },
    logging: 'low',
    session: { peer: '10.77.0.1', address: '10.77.0.11', port: 22, interface: 'host0' },
  })
  expect(recorded.rules).toHaveLength(5)
  expect(countRules(recorded.rules)).toBe(4)
  expect(recorded.rules[0]).toMatchObject({
    action: 'limit',
    protocol: 'tcp',
    toPort: '22',
    comment: 'hé llo',
  })
  expect(recorded.rules[3]).toMatchObject({ log: 'log', interfaceIn: 'eth0', fromPort: '5469' })
  expect(recorded.rules[4]).toMatchObject({ route: true, interfaceIn: 'eth0', interfaceOut: 'eth1' })
})

test.each(PLANS)('%j', async (raw, commands) => {
  expect(await planned(raw, { ...recorded, session: undefined })).toEqual(commands)
})

test.each(LOCKOUTS)('lock-out: %s', async (_name, raw, difference, commands) => {
  expect(await planned(raw, { ...recorded, ...difference })).toEqual(commands)
})

test('the variable ufw_allow_lockout takes the risk', async () => {
  const state = { ...recorded, rules: [], enabled: false, loaded: false }
  expect(await planned({ state: 'enabled' }, state, { ufw_allow_lockout: true })).toEqual([
    'ufw --force enable',
  ])
})

test('a plan predicts a state in which nothing is left to do', async () => {
  for (const [raw] of PLANS.filter(([, commands]) => !/^failed|reload/.test(commands[0] ?? 'failed'))) {
    const args = argsFor(ufw, raw)
    const state = {
      ufw: recorded,
      profiles: PROFILES,
      services: new Map([['ssh', { port: '22', protocol: 'tcp' }]]),
      allowLockout: true,
    }
    const { steps } = ufw.plan(args, state)
    const next = (steps.at(-1)?.predicts?.[0]?.value ?? recorded) as UfwState
    expect(commandsOf(ufw, args, { ...state, ufw: next })).toEqual([])
  }
})

test('a host without ufw, and one whose files only root may read', async () => {
  expect(await planned({ state: 'enabled' }, parseState(3, '') as UfwState)).toEqual([
    expect.stringMatching(/^failed: Failed to find required executable "ufw"/),
  ])
  expect(await planned({ state: 'enabled' }, parseState(4, '') as UfwState)).toEqual([
    'failed: ERROR: You need to be root to run this script',
  ])
})

test.each([
  ['10.0.0.1/32', '10.0.0.1', 4],
  ['10.1.2.3/255.255.255.0', '10.1.2.0/24', 4],
  ['192.168.7.9/0', '0.0.0.0/0', 4],
  ['2001:DB8:0:0::1', '2001:db8::1', 6],
  ['2001:db8::1/128', '2001:db8::1', 6],
  ['::ffff:10.0.0.1', '::ffff:10.0.0.1', 6],
])('address %s', (text, address, family) => {
  expect(normalAddress(text)).toEqual({ address, family })
})

test.each(['10.0.0', '10.0.0.1/33', '::1/129', 'any/8', '10.0.0.1/255.0.255.0'])('no address: %s', (text) => {
  expect(normalAddress(text)).toBeUndefined()
})

test('what is sent to a host is sound shell', () => {
  for (const request of [
    ufwState.fetch(['ufw']),
    ufwProfiles.fetch(['profiles']),
    services.fetch(['ssh', "o'k"]),
  ]) {
    expect(syntaxFault(request.command.text)).toBe('')
  }
  expect(syntaxFault(sh`ufw ${['allow', 'from', '$(x)', "it's"]}`.text)).toBe('')
})

test.each<readonly [Readonly<Record<string, unknown>>, Partial<UfwState>, boolean]>([
  [{ state: 'enabled' }, { enabled: false, loaded: false }, true],
  [{ state: 'reloaded' }, {}, true],
  [{ state: 'reset' }, {}, true],
  [{ state: 'disabled' }, {}, false],
  [{ default: 'reject' }, {}, true],
  [{ default: 'allow' }, {}, false],
  [{ rule: 'limit', port: '9' }, {}, true],
  [{ rule: 'deny', port: '9' }, {}, true],
  [{ rule: 'allow', port: '9' }, {}, false],
  [{ rule: 'deny', name: 'Multi', delete: true }, {}, true],
  // An inactive firewall shuts out nobody; turning it on is guarded.
  [{ rule: 'deny', port: '9' }, { enabled: false, loaded: false }, false],
])('%j with %j is guarded: %s', async (raw, difference, guarded) => {
  const args = argsFor(ufw, raw)
  const answers = new Map<unknown, unknown>([
    [ufwState, { ...recorded, ...difference }],
    [ufwProfiles, PROFILES],
  ])
  const state = await ufw.probe(hostWhere(answers), args, taskWith({ ufw_allow_lockout: true }))
  const { steps } = ufw.plan(args, state)
  expect(steps.map(({ guard }) => guard)).toEqual([guarded ? 'firewall' : undefined])
})
