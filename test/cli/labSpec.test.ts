import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { labHosts, labNameFor } from '../../src/cli/labSpec.ts'
import { StackErrors } from '../../src/errors.ts'
import { loadInventory } from '../../src/inventory/load.ts'

const directory = mkdtempSync(join(tmpdir(), 'stack-labspec-'))
afterAll(() => rmSync(directory, { recursive: true }))

function hostsOf(text: string) {
  const file = join(directory, 'hosts.yaml')
  writeFileSync(file, text)
  return () => labHosts(loadInventory([file]))
}

describe('the hosts of a lab', () => {
  it('are those of its inventory, of the stable release unless it says otherwise', () => {
    const hosts = hostsOf(`all:
  hosts:
    a: {ansible_host: 10.77.1.11}
    b: {ansible_host: 10.77.1.12, lab_release: sid}
`)
    expect(hosts()).toEqual([
      { name: 'a', address: '10.77.1.11', release: 'trixie' },
      { name: 'b', address: '10.77.1.12', release: 'sid' },
    ])
  })

  it('are all checked before anything is said', () => {
    const hosts = hostsOf(`all:
  hosts:
    a: {lab_release: sidd, ansible_host: 10.77.1.11}
    b:
`)
    expect(hosts).toThrow(StackErrors)
    expect(hosts).toThrow("lab_release is one of bookworm, trixie, sid, but a has 'sidd'")
    expect(hosts).toThrow('the lab needs to know the address of b')
  })

  it('are missing from an empty inventory', () => {
    expect(hostsOf('all:\n')).toThrow(/^the inventory .* has no hosts$/)
  })
})

describe('the name of a lab', () => {
  const CASES = [
    ['inventory/demo.yaml', 'demo'],
    ['/srv/Split_Tiers.yml', 'split-tiers'],
    ['hosts', 'hosts'],
  ] as const
  it.each(CASES)('for %s is %s', (inventory, name) => {
    expect(labNameFor(inventory)).toBe(name)
  })
})
