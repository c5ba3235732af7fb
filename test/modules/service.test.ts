import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { UnitState } from '../../src/host/observations/units.ts'
import { service } from '../../src/modules/service.ts'
import { systemd } from '../../src/modules/systemd.ts'
import { argsOf } from './apply.ts'

const running: UnitState = {
  systemd: true,
  loadState: 'loaded',
  activeState: 'active',
  subState: 'running',
  unitFileState: 'enabled',
  needsReload: false,
  properties: { Type: 'notify' },
}
const stopped = { ...running, activeState: 'inactive', subState: 'dead' }
const missing = { ...running, loadState: 'not-found', activeState: 'inactive', unitFileState: '' }

const cases: [
  string,
  Record<string, unknown>,
  UnitState | undefined,
  readonly string[] | RegExp,
  boolean?,
][] = [
  ['running', { name: 'x', state: 'started', enabled: true }, running, []],
  ['stopped', { name: 'x', state: 'started', enabled: true }, stopped, ['start x']],
  ['failed', { name: 'x', state: 'started' }, { ...stopped, activeState: 'failed' }, ['start x']],
  ['to be stopped', { name: 'x', state: 'stopped', enabled: false }, running, ['disable x', 'stop x']],
  ['restart', { name: 'x', state: 'restarted' }, running, ['restart x']],
  ['restart of a stopped one', { name: 'x', state: 'restarted' }, stopped, ['start x']],
  ['reload', { name: 'x', state: 'reloaded' }, running, ['reload x']],
  [
    'static units cannot be enabled',
    { name: 'x', enabled: true },
    { ...running, unitFileState: 'static' },
    [],
  ],
  ['nor disabled', { name: 'x', enabled: false }, { ...running, unitFileState: 'static' }, []],
  ['mask', { name: 'x', masked: true, state: 'stopped' }, running, ['mask x', 'stop x']],
  [
    'unmask',
    { name: 'x', masked: false },
    { ...stopped, unitFileState: 'masked', loadState: 'masked' },
    ['unmask x'],
  ],
  ['masked', { name: 'x', masked: true }, { ...stopped, unitFileState: 'masked', loadState: 'masked' }, []],
  ['missing', { name: 'x', state: 'started' }, missing, /Could not find the requested service x: host/],
  ['a pattern as it is masked', { name: 'x', masked: true }, missing, ['mask x']],
  [
    'reload brings it',
    { name: 'x', state: 'started', enabled: true, daemon_reload: true },
    missing,
    ['reload systemd', 'enable x', 'start x'],
  ],
  ['nothing to reload', { daemon_reload: true }, undefined, []],
  ['something to reload', { daemon_reload: true }, undefined, ['reload systemd'], true],
  [
    'broken unit file',
    { name: 'x', state: 'started' },
    { ...stopped, loadState: 'bad-setting' },
    /Error loading unit file 'x'/,
  ],
  [
    'no systemd',
    { name: 'x', state: 'started', enabled: true },
    { ...stopped, systemd: false, activeState: '', unitFileState: 'disabled' },
    ['enable x'],
  ],
]

describe('plan', () => {
  test.each(cases)('%s', (_name, raw, unit, expected, stale = false) => {
    const args = argsOf(systemd, raw)
    const state = { unit, stale }
    if (expected instanceof RegExp) {
      expect(() => systemd.plan(args, state)).toThrow(expected)
      return
    }
    const plan = systemd.plan(args, state)
    expect(plan.steps.map((step) => step.title)).toEqual(expected)
    for (const step of plan.steps) {
      expect(spawnSync('sh', ['-n'], { input: step.request.command.text }).stderr.toString()).toBe('')
    }
  })

  test('service is the same, and says what it is', () => {
    const plan = service.plan(argsOf(service, { name: 'nginx', state: 'restarted', enabled: true }), {
      unit: running,
      stale: false,
    })
    expect(plan.values).toMatchObject({
      name: 'nginx',
      state: 'started',
      enabled: true,
      status: { Type: 'notify' },
    })
  })

  test('reloading systemd alone is no change', () => {
    expect(
      systemd.finish?.(argsOf(systemd, { daemon_reload: true }), { unit: undefined, stale: true }, []),
    ).toEqual({ changed: false })
  })
})
