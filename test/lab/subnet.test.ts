import { describe, expect, it } from 'vitest'
import { gatewayOf, labPrefix, overlaps, subnetsOf } from '../../src/lab/subnet.ts'

describe('subnets of a lab', () => {
  it('are the /24s of its hosts, each once', () => {
    const hosts = ['10.77.0.11', '10.77.0.12', '192.168.7.2'].map((address, n) => ({
      name: `h${n}`,
      address,
    }))
    expect(subnetsOf(hosts)).toEqual(['10.77.0.0/24', '192.168.7.0/24'])
    expect(gatewayOf('10.77.0.11')).toBe('10.77.0.1')
  })

  it.each([
    ['10.77.0.1', 'cannot have the address'],
    ['10.77.0.0', 'cannot have the address'],
    ['10.77.0.255', 'cannot have the address'],
    ['10.77.0.11/24', 'cannot have the address'],
    ['8.8.8.8', 'is not a private address'],
    ['172.32.0.5', 'is not a private address'],
    ['10.77.0.256', 'no IPv4 address'],
    ['web1', 'no IPv4 address'],
    ['fd00::2', 'no IPv4 address'],
  ])('refuse the address %s', (address, message) => {
    expect(() => subnetsOf([{ name: 'web1', address }])).toThrow(message)
  })

  it('refuse one address for two hosts, naming both', () => {
    const twins = [
      { name: 'web1', address: '10.77.0.11' },
      { name: 'web2', address: '10.77.0.11' },
    ]
    expect(() => subnetsOf(twins)).toThrow('hosts web1 and web2 have the same address 10.77.0.11')
  })

  it.each([
    ['10.0.0.0/8', '10.77.0.0/24', true],
    ['10.77.0.0/24', '10.77.0.1', true],
    ['10.77.0.0/24', '10.77.1.0/24', false],
    ['10.77.0.255', '10.77.1.0', false],
    ['0.0.0.0/0', '10.77.0.0/24', true],
    ['192.168.0.0/16', '192.169.0.0/16', false],
    ['10.77.0.9/24', '10.77.0.200', true],
  ])('%s and %s overlap: %s', (one, other, expected) => {
    expect(overlaps(one, other)).toBe(expected)
    expect(overlaps(other, one)).toBe(expected)
  })

  it('that nobody chose come from the lab’s name alone', () => {
    expect(labPrefix('one')).toBe(labPrefix('one'))
    expect(new Set(['one', 'two', 'three', 'four'].map(labPrefix)).size).toBe(4)
    for (const name of ['a', 'b', 'c', 'd'])
      expect(subnetsOf([{ name, address: `${labPrefix(name)}.11` }])).toHaveLength(1)
  })
})
