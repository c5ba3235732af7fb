import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { localFacts } from '../../../src/host/facts/local.ts'
import { mountFacts } from '../../../src/host/facts/mounts.ts'
import { networkFacts } from '../../../src/host/facts/network.ts'
import { virtualizationFacts } from '../../../src/host/facts/virtualization.ts'
import { DEFAULT_FACT_PATH, facts } from '../../../src/host/observations/facts.ts'
import { read } from '../observations/read.ts'

test('custom facts: JSON, INI, executables and broken files', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stack-facts-'))
  writeFileSync(join(directory, 'json.fact'), '{"a": [1, 2]}')
  writeFileSync(join(directory, 'ini.fact'), '[General]\nKey = value\nother: 2\n')
  writeFileSync(join(directory, 'broken.fact'), 'what')
  writeFileSync(join(directory, 'run.fact'), '#!/bin/sh\necho \'{"run": true}\'\n')
  writeFileSync(join(directory, 'fails.fact'), '#!/bin/sh\nexit 3\n')
  for (const name of ['run', 'fails']) chmodSync(join(directory, `${name}.fact`), 0o755)
  const [own, none] = await read(facts, [directory, '/no/such/facts.d'])
  rmSync(directory, { recursive: true })
  expect(own?.['ansible_local']).toEqual({
    broken: 'error loading facts as JSON or ini - please check content: broken.fact',
    fails: 'Failure executing fact script (fails.fact), rc: 3',
    ini: { General: { key: 'value', other: '2' } },
    json: { a: [1, 2] },
    run: { run: true },
  })
  expect(none?.['ansible_local']).toEqual({})
})

test('own facts of one directory are not those of another', () => {
  const sections = new Map([['local', '/a\nx.fact\n1.0\0/ab\ny.fact\n2.0\0']])
  expect(localFacts(sections, '/a')).toEqual({ ansible_local: { x: 1 } })
})

test('mounts: escaped names, network file systems without sizes, binds', () => {
  const sections = new Map([
    [
      'mounts',
      '/dev/sda1 / ext4 rw 0 0\nserver:/x /mnt/a\\040b nfs4 rw 0 0\nproc /proc proc rw 0 0\n/dev/sda1 /bind ext4 rw 0 0\n',
    ],
    ['sizes', '4096 100 50 40 10 9 /\n'],
    ['uuids', 'abcd-1 ../../sda1\n'],
    ['bound', '/ /\n/dir /bind\n'],
  ])
  expect(mountFacts(sections)['ansible_mounts']).toMatchObject([
    { mount: '/', device: '/dev/sda1', size_total: 409_600, size_available: 163_840, uuid: 'abcd-1' },
    { mount: '/mnt/a b', device: 'server:/x', fstype: 'nfs4', uuid: 'N/A' },
    { mount: '/bind', options: 'rw,bind' },
  ])
})

test('a host without the ip command has interfaces without addresses', () => {
  const sections = new Map([['interfaces', 'device=eth0\naddress=02:00:00:00:00:01\nmtu=1500\n']])
  expect(networkFacts(sections)).toMatchObject({
    ansible_interfaces: ['eth0'],
    ansible_default_ipv4: {},
    ansible_all_ipv4_addresses: [],
    ansible_eth0: { macaddress: '02:00:00:00:00:01', mtu: 1500 },
  })
})

test.each([
  [{ dmi: 'product_name=KVM\n' }, 'kvm', 'guest'],
  [{ dmi: 'sys_vendor=QEMU\n' }, 'kvm', 'guest'],
  [{ container: 'container=lxc\n' }, 'lxc', 'guest'],
  [{ container: 'container=systemd-nspawn\n' }, 'container', 'guest'],
  [{ systemdContainer: 'systemd-nspawn\n' }, 'systemd-nspawn', 'guest'],
  [{ markers: 'kvm\n' }, 'kvm', 'host'],
  [{}, 'NA', 'NA'],
])('virtualization of %j is %s %s', (sections, type, role) => {
  const found = virtualizationFacts(new Map(Object.entries(sections)))
  expect([found['ansible_virtualization_type'], found['ansible_virtualization_role']]).toEqual([type, role])
})

/** What changes between two looks, what depends on Python, or what is not gathered here. */
const DIFFERENT =
  /^ansible_(date_time|env|uptime_seconds|loadavg|mem.*|swap.*|python.*|cmdline|proc_cmdline|devices|device_links|lvm|iscsi_iqn|hostnqn|fibre_channel_wwn|system_capabilities.*|selinux.*|form_factor|interfaces|all_ipv._addresses|processor_nproc|virtualization_tech_host|mounts|local|userspace_bits|userspace_architecture|virtualization_.*)$/

describe.skipIf(!have('ansible'))('beside ansible itself', () => {
  test('the same facts have the same values', { timeout: 60_000 }, async () => {
    const text = execFileSync('ansible', ['localhost', '-m', 'setup', '-o'], {
      env: { ...process.env, ANSIBLE_LOCALHOST_WARNING: '0', LC_ALL: 'C.UTF-8', ANSIBLE_NOCOLOR: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1e8,
    }).toString()
    const wanted = JSON.parse(text.slice(text.indexOf('{'))).ansible_facts as Record<string, unknown>
    const [found = {}] = await read(facts, [DEFAULT_FACT_PATH])
    // Interfaces of containers come and go while the two look; these two stay.
    const stays = ['lo', (wanted['ansible_default_ipv4'] as { interface?: string }).interface]
    const goes = (wanted['ansible_interfaces'] as string[])
      .filter((name) => !stays.includes(name))
      .map((name) => `ansible_${name.replace(/\W/g, '_')}`)
    for (const key of Object.keys(wanted)) {
      if (DIFFERENT.test(key) || goes.includes(key) || !key.startsWith('ansible_')) continue
      expect([key, found[key]]).toEqual([key, wanted[key]])
    }
    const mounts = (all: unknown): unknown[] =>
      (all as { mount: string; size_total?: number }[]).map(({ mount, size_total }) => [mount, size_total])
    expect(mounts(found['ansible_mounts'])[0]).toEqual(mounts(wanted['ansible_mounts'])[0])
    expect(Object.keys(found['ansible_date_time'] as object).sort()).toEqual(
      Object.keys(wanted['ansible_date_time'] as object).sort(),
    )
  })
})

function have(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`])
    return true
  } catch {
    return false
  }
}
