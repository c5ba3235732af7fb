import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { PackageState } from '../../src/host/observations/packages.ts'
import type { AptState } from '../../src/modules/apt/probe.ts'
import { simulation } from '../../src/modules/apt/simulation.ts'
import { compareVersions, versionFits } from '../../src/modules/apt/version.ts'
import { apt, finishApt } from '../../src/modules/apt.ts'
import { argsOf, runHere } from './apply.ts'

const absent: PackageState = {
  installed: false,
  status: 'not-installed',
  want: 'unknown',
  held: false,
  version: undefined,
  architecture: undefined,
  providedBy: [],
}
const at = (version: string): PackageState => ({
  ...absent,
  installed: true,
  status: 'installed',
  want: 'install',
  version,
})
const offers = (...versions: string[]) => ({
  known: true,
  installed: undefined,
  candidate: versions[0],
  versions,
})
const unknown = { known: false, installed: undefined, candidate: undefined, versions: [] }

interface Case {
  readonly name: string
  readonly args: Record<string, unknown>
  readonly packages: Record<string, [PackageState, ReturnType<typeof offers> | typeof unknown | undefined]>
  readonly refresh?: boolean
  readonly simulations?: [string, string[]][]
  readonly steps?: readonly string[]
  /** Part of the last step's command. */
  readonly command?: string
  readonly fail?: string
}

const cases: Case[] = [
  { name: 'installed', args: { name: 'nginx' }, packages: { nginx: [at('1.2'), undefined] }, steps: [] },
  {
    name: 'missing',
    args: { name: ['nginx', 'curl'] },
    packages: { nginx: [absent, offers('1.2')], curl: [at('8'), undefined] },
    steps: ['install nginx'],
    command: 'install nginx',
  },
  {
    name: 'unknown',
    args: { name: 'nignx' },
    packages: { nignx: [absent, unknown] },
    fail: "No package matching 'nignx' is available",
  },
  {
    name: 'unknown before the lists are fetched',
    args: { name: 'nginx', update_cache: true },
    packages: { nginx: [absent, unknown] },
    refresh: true,
    steps: ['fetch the package lists', 'install nginx'],
  },
  {
    name: 'lists are left alone when nothing depends on them',
    args: { name: 'nginx', update_cache: true },
    packages: { nginx: [at('1.2'), undefined] },
    refresh: true,
    steps: [],
  },
  {
    name: 'lists alone',
    args: { update_cache: true },
    packages: {},
    refresh: true,
    steps: ['fetch the package lists'],
  },
  { name: 'fresh lists', args: { update_cache: true, cache_valid_time: 3600 }, packages: {}, steps: [] },
  {
    name: 'a version',
    args: { name: 'nginx=1.2*' },
    packages: { nginx: [at('1.1'), offers('1.3', '1.2-4')] },
    steps: ['install nginx=1.2*'],
    command: 'nginx=1.2-4',
  },
  {
    name: 'the version there is',
    args: { name: 'nginx=1.2*' },
    packages: { nginx: [at('1.2-4'), offers('1.3')] },
    steps: [],
  },
  {
    name: 'no such version',
    args: { name: 'nginx=9*' },
    packages: { nginx: [at('1.2-4'), offers('1.3')] },
    fail: 'no available installation candidate for nginx=9*',
  },
  {
    name: 'at least',
    args: { name: 'nginx>=1.2' },
    packages: { nginx: [at('1.2~rc1'), offers('1.3')] },
    command: 'nginx=1.3',
    steps: ['install nginx>=1.2'],
  },
  {
    name: 'latest is there',
    args: { name: 'nginx', state: 'latest' },
    packages: { nginx: [at('1.3'), offers('1.3')] },
    steps: [],
  },
  {
    name: 'latest is not',
    args: { name: 'nginx', state: 'latest' },
    packages: { nginx: [at('1.2'), offers('1.3')] },
    steps: ['install nginx'],
  },
  {
    name: 'only what is there',
    args: { name: 'nginx', state: 'latest', only_upgrade: true },
    packages: { nginx: [absent, offers('1.3')] },
    steps: [],
  },
  {
    name: 'virtual and provided',
    args: { name: 'awk' },
    packages: {
      awk: [
        { ...absent, providedBy: ['mawk'] },
        { ...offers(), candidate: undefined },
      ],
    },
    steps: [],
  },
  {
    name: 'half configured',
    args: { name: 'nginx' },
    packages: { nginx: [{ ...absent, status: 'half-configured', version: '1.2' }, offers('1.2')] },
    steps: ['install nginx'],
    command: 'dpkg --force-confdef --force-confold --configure -a',
  },
  {
    name: 'remove',
    args: { name: 'nginx', state: 'absent' },
    packages: { nginx: [at('1.2'), undefined] },
    steps: ['remove nginx'],
  },
  {
    name: 'removed',
    args: { name: 'nginx', state: 'absent' },
    packages: { nginx: [{ ...absent, status: 'config-files' }, undefined] },
    steps: [],
  },
  {
    name: 'purge',
    args: { name: 'nginx', state: 'absent', purge: true },
    packages: { nginx: [{ ...absent, status: 'config-files' }, undefined] },
    steps: ['purge nginx'],
    command: '--purge remove nginx',
  },
  {
    name: 'autoremove, nothing to do',
    args: { autoremove: true },
    packages: {},
    simulations: [['autoremove', []]],
    steps: [],
  },
  {
    name: 'autoremove',
    args: { autoremove: true },
    packages: {},
    simulations: [['autoremove', ['Remv x']]],
    steps: ['remove packages that nothing needs'],
  },
  {
    name: 'upgrade',
    args: { upgrade: 'dist' },
    packages: {},
    simulations: [['dist-upgrade', ['Inst x']]],
    steps: ['upgrade all packages'],
    command: 'dist-upgrade',
  },
  { name: 'upgraded', args: { upgrade: true }, packages: {}, simulations: [['upgrade', []]], steps: [] },
  {
    name: 'services kept from starting',
    args: { name: 'nginx', policy_rc_d: 101 },
    packages: { nginx: [absent, offers('1')] },
    steps: ['install nginx'],
    command: 'exit 101',
  },
  {
    name: 'options',
    args: { name: 'nginx', install_recommends: false, default_release: 'sid', lock_timeout: 5 },
    packages: { nginx: [absent, offers('1')] },
    steps: ['install nginx'],
    command:
      '-o DPkg::Lock::Timeout=5 -q -y -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -t sid -o APT::Install-Recommends=no install nginx',
  },
]

describe('plan', () => {
  test.each(cases)(
    '$name',
    ({ args: raw, packages, refresh = false, simulations = [], steps, command, fail }) => {
      const args = argsOf(apt, raw.upgrade === true ? { upgrade: 'yes' } : raw)
      const state: AptState = {
        lists: { updated: 100, age: 50 },
        refresh,
        packages: Object.entries(packages).map(([name, [state, candidate]]) => {
          const text = (args.name ?? []).find((spec) => spec.startsWith(name)) ?? name
          const [, operator, version = ''] = /(>?=)(.*)/.exec(text) ?? []
          return {
            spec: {
              text,
              name,
              version: operator === undefined ? undefined : { operator: operator as '=', text: version },
            },
            state,
            candidate,
          }
        }),
        simulations: new Map(simulations.map(([word, actions]) => [word, { actions, failed: undefined }])),
        deb: undefined,
      }
      if (fail !== undefined) expect(() => apt.plan(args, state)).toThrow(fail)
      else {
        const plan = apt.plan(args, state)
        expect(plan.steps.map((step) => step.title)).toEqual(steps)
        for (const step of plan.steps) {
          expect(spawnSync('sh', ['-n'], { input: step.request.command.text }).stderr.toString()).toBe('')
        }
        if (command !== undefined) expect(plan.steps.at(-1)?.request.command.text).toContain(command)
      }
    },
  )
})

const versions = [
  '1',
  '1.0',
  '1.0-1',
  '1.0-2',
  '1.10',
  '1.9',
  '1.0~rc1',
  '1.0a',
  '1.0+b1',
  '1:0.1',
  '2.0',
  '1.0-1ubuntu1',
  '1.0-1~deb12u1',
  '10.11.6-0+deb12u1',
]
test('versions are ordered as dpkg orders them', () => {
  for (const a of versions) {
    for (const b of versions) {
      const op = Math.sign(compareVersions(a, b)) < 0 ? 'lt' : compareVersions(a, b) > 0 ? 'gt' : 'eq'
      const { status } = spawnSync('dpkg', ['--compare-versions', a, op, b])
      expect(status, `${a} ${op} ${b}`).toBe(0)
    }
  }
}, 30_000)

test('a version may be a pattern', () => {
  expect(versionFits('1.2.3-1', { operator: '=', text: '1.2.*' })).toBe(true)
  expect(versionFits('1x2.3', { operator: '=', text: '1.2*' })).toBe(false)
})

test('simulations keep apart', () => {
  const reply = {
    ...runHere({ command: simulation.fetch([]).command }),
    stdout: Buffer.from('Inst a (1)\nConf a (1)\n\nend 0\n\nend 0\nE: no\n\nend 100\n'),
  }
  expect(simulation.parse(reply, [['a'], ['b'], ['c']])).toEqual([
    { actions: ['Inst a', 'Conf a'], failed: undefined },
    { actions: [], failed: undefined },
    { actions: [], failed: 'E: no' },
  ])
})

test('a fetch that brought nothing new is no change, an installation is', () => {
  const reply = (stdout: string) => ({
    exit: { kind: 'code', code: 0 } as const,
    stdout: Buffer.from(stdout),
    stderr: Buffer.alloc(0),
    durationMs: 1,
  })
  expect(finishApt([reply('Hit\n\x1e@lists 5 5 9\n')])).toMatchObject({
    changed: false,
    stdout: 'Hit\n',
    cache_update_time: 9,
  })
  expect(finishApt([reply('Get\n\x1e@lists 5 8 9\n')])).toMatchObject({ changed: true })
  expect(finishApt([reply('\x1e@lists 5 5 9\n'), reply('x\n\x1e@changed yes\n')])).toMatchObject({
    changed: true,
  })
  expect(finishApt([reply('\x1e@lists 5 8 9\n'), reply('x\n\x1e@changed no\n')])).toMatchObject({
    changed: false,
  })
})
