import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { aptCandidates } from '../../../src/host/observations/aptCandidates.ts'
import { commandPath } from '../../../src/host/observations/commandPath.ts'
import { groups } from '../../../src/host/observations/groups.ts'
import { packages } from '../../../src/host/observations/packages.ts'
import { sysctl } from '../../../src/host/observations/sysctl.ts'
import { unitName, units } from '../../../src/host/observations/units.ts'
import { users } from '../../../src/host/observations/users.ts'
import { read } from './read.ts'

test('users: root is there, others are not', async () => {
  expect(await read(users, ['root', 'no-such-user', "o'dd"])).toMatchObject([
    { name: 'root', uid: 0, gid: 0, home: '/root', groups: expect.arrayContaining(['root']) },
    undefined,
    undefined,
  ])
})

test('groups: root is there, others are not', async () => {
  expect(await read(groups, ['no-such-group', 'root'])).toMatchObject([undefined, { name: 'root', gid: 0 }])
})

test('sysctl reads the kernel, by either separator', async () => {
  const release = readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim()
  const keys = ['kernel.osrelease', 'kernel/osrelease', 'no.such.setting']
  expect(await read(sysctl, keys)).toEqual([release, release, undefined])
  expect(sysctl.id('net.ipv4.conf.eth0/100.forwarding')).toBe('/proc/sys/net/ipv4/conf/eth0.100/forwarding')
})

test('commandPath finds programs in the search path', async () => {
  expect(await read(commandPath, ['sh', 'no-such-program'])).toEqual([
    expect.stringMatching(/\/sh$/),
    undefined,
  ])
})

describe.skipIf(process.platform !== 'linux')('dpkg and apt', () => {
  test('packages: installed, unknown, virtual, with architecture', async () => {
    const [dpkg, unknown, virtual, any] = await read(packages, ['dpkg', 'no-such-package', 'awk', 'dpkg:any'])
    expect(dpkg).toMatchObject({ installed: true, status: 'installed', want: 'install', held: false })
    expect(dpkg?.version).toMatch(/^\d/)
    expect(unknown).toMatchObject({ installed: false, status: 'not-installed', version: undefined })
    expect(virtual?.installed).toBe(false)
    expect(virtual?.providedBy.length).toBeGreaterThan(0)
    expect(any?.installed).toBe(true)
  })
})

const reply = (stdout: string, code = 0, stderr = '') => ({
  exit: { kind: 'code' as const, code },
  stdout: Buffer.from(stdout),
  stderr: Buffer.from(stderr),
  durationMs: 1,
})

test('packages: a broken database is an error that shows what dpkg said', () => {
  expect(() => packages.parse(reply('', 2, 'dpkg-query: error: parsing file'), ['x'])).toThrow(/parsing file/)
})

test('packages: held and removed ones', () => {
  const rows =
    'nginx\tamd64\t1.22\thold\tinstalled\thttpd (= 1), nginx-core\n' +
    'nano\tamd64\t\tdeinstall\tconfig-files\t\n'
  const [nginx, nano, httpd] = packages.parse(reply(rows), ['nginx', 'nano', 'httpd'])
  expect(nginx).toMatchObject({ installed: true, held: true, version: '1.22' })
  expect(nano).toMatchObject({ installed: false, status: 'config-files', version: undefined })
  expect(httpd?.providedBy).toEqual(['nginx'])
})

test('aptCandidates reads the policy of each name', () => {
  const text = `nginx:
  Installed: 1.22.1-9
  Candidate: 1.22.1-10
  Version table:
     1.22.1-10 500
        500 http://mirror.example/debian bookworm/main amd64 Packages
 *** 1.22.1-9 100
        100 /var/lib/dpkg/status
awk:
  Installed: (none)
  Candidate: (none)
  Version table:
`
  expect(aptCandidates.parse(reply(text), ['awk', 'nginx', 'nope'])).toEqual([
    { known: true, installed: undefined, candidate: undefined, versions: [] },
    { known: true, installed: '1.22.1-9', candidate: '1.22.1-10', versions: ['1.22.1-10', '1.22.1-9'] },
    { known: false, installed: undefined, candidate: undefined, versions: [] },
  ])
})

test('units: blocks belong to the names that were asked for, a name that is none is not found', () => {
  const text =
    'systemd\nId=ssh.service\nLoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\nNeedDaemonReload=no\n\n' +
    'Id=no.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nNeedDaemonReload=no\n'
  expect(units.parse(reply(text), ['ssh', 'bad name', 'no'])).toMatchObject([
    {
      systemd: true,
      loadState: 'loaded',
      activeState: 'active',
      unitFileState: 'enabled',
      needsReload: false,
    },
    { loadState: 'not-found' },
    { loadState: 'not-found', activeState: 'inactive' },
  ])
  expect(() => units.parse(reply('systemd\n', 1, 'Failed to connect to bus'), ['ssh'])).toThrow(/bus/)
})

test.each([
  ['nginx', 'nginx.service'],
  ['apt-daily.timer', 'apt-daily.timer'],
  ['getty@tty1', 'getty@tty1.service'],
  ['php8.2-fpm', 'php8.2-fpm.service'],
])('unitName(%s) is %s', (name, full) => {
  expect(unitName(name)).toBe(full)
})
