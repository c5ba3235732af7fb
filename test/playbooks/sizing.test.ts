import { describe, expect, it } from 'vitest'
import { NO_VAULT } from '../../src/source/vault.ts'
import { ansibleEnvironment } from '../../src/template/ansible.ts'
import { recordLayer } from '../../src/vars/layer.ts'
import { LayeredScope } from '../../src/vars/layeredScope.ts'
import { loadVarsFile } from '../../src/vars/static.ts'
import { Templar } from '../../src/vars/templar.ts'

type Values = Readonly<Record<string, unknown>>

const ENVIRONMENT = ansibleEnvironment({
  lookups: (name) => {
    throw new Error(`no lookup of ${name} here`)
  },
  now: () => new Date(0),
  baseDir: '.',
})

/** Variables of a role for a host of which `known` is known. */
function role(name: string, files: readonly string[], known: Values): LayeredScope {
  const layers = files.map((file) =>
    recordLayer(loadVarsFile(`playbooks/roles/${name}/${file}/main.yml`, NO_VAULT), true),
  )
  return new LayeredScope([recordLayer(known, false), ...layers], new Templar(ENVIRONMENT))
}

describe('a database takes of the memory', () => {
  const only = ['database', 'database_replicas']
  const shared = ['app', 'database', 'database_primary', 'web']
  it.each([
    // What machines of 512 MiB to 64 GiB report; two kernels on the same machine.
    { reported: 470, groups: shared, pool: '128M', connections: 151 },
    { reported: 967, groups: shared, pool: '256M', connections: 151 },
    { reported: 967, groups: only, pool: '512M', connections: 151 },
    { reported: 1963, groups: shared, pool: '512M', connections: 204 },
    { reported: 1975, groups: shared, pool: '512M', connections: 204 },
    { reported: 3911, groups: only, pool: '2432M', connections: 409 },
    { reported: 7937, groups: only, pool: '4864M', connections: 819 },
    { reported: 64219, groups: only, pool: '39296M', connections: 1000 },
    { reported: 64301, groups: only, pool: '39296M', connections: 1000 },
    { reported: 24105, groups: shared, pool: '128M', connections: 151, stack_lab: true },
  ])('$pool of $reported MiB as $groups', ({ reported, groups, pool, connections, stack_lab = false }) => {
    const known = { ansible_facts: { memtotal_mb: reported }, group_names: groups, stack_lab }
    const vars = role('database', ['defaults'], known)
    expect(vars.lookup('mysql_buffer_pool_size')).toBe(pool)
    expect(vars.lookup('mysql_max_connections')).toBe(connections)
  })
})

describe('swap', () => {
  const small = { memtotal_mb: 967, swaptotal_mb: 0, virtualization_tech_guest: ['kvm'] }
  it.each([
    { what: 'as much as the memory of a small server', facts: small, swap: 967 },
    { what: 'none for one with 2 GiB', facts: { ...small, memtotal_mb: 1963 }, swap: 0 },
    { what: 'none beside other swap', facts: { ...small, swaptotal_mb: 500 }, swap: 0 },
    { what: 'the same when it is in use', facts: { ...small, swaptotal_mb: 966 }, exists: true, swap: 967 },
    {
      what: 'none in a container',
      facts: { ...small, virtualization_tech_guest: ['lxc', 'container'] },
      swap: 0,
    },
    { what: 'what is asked for', facts: { ...small, memtotal_mb: 8000 }, size: 512, swap: 512 },
    { what: 'none when none is asked for', facts: small, size: 0, swap: 0 },
    { what: 'none without hardening', facts: small, hardening: false, swap: 0 },
  ])('is $what', ({ facts, exists = false, size, hardening = true, swap }) => {
    const known = {
      ansible_facts: facts,
      base_swap_file: { stat: { exists } },
      ...(size === undefined ? {} : { base_swap_size: size }),
      base_hardening: hardening,
    }
    expect(Number(role('base', ['vars', 'defaults'], known).lookup('base_swap_wanted'))).toBe(swap)
  })
})

describe('updates are installed', () => {
  const time = (address: string, more: Values = {}): unknown =>
    role('base', ['vars', 'defaults'], { stack_own_address: address, ...more }).lookup('base_unattended_time')

  it('at a time of its own on each of a network', () => {
    expect(time('192.0.2.11')).toBe('03:19')
    expect(time('192.0.2.12')).toBe('03:32')
    const minutes = Array.from({ length: 240 }, (_, n) => String(time(`10.0.1.${n + 1}`)))
    expect(new Set(minutes).size).toBe(240)
    expect(minutes.every((text) => /^0[2-5]:[0-5]\d$/.test(text))).toBe(true)
  })

  it('past midnight too', () => {
    expect(time('192.0.2.11', { base_unattended_hour: 23 })).toBe('00:19')
  })
})
