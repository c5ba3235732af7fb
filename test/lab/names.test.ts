import { describe, expect, it } from 'vitest'
import { hostNames, labNames } from '../../src/lab/names.ts'

describe('names of a lab', () => {
  it.each(['', 'Demo', '1lab', 'a.b', 'a_b', '../up', 'a b', 'x'.repeat(33)])('refuse %j', (name) => {
    expect(() => labNames(name)).toThrow('cannot name a lab')
  })

  it.each(['', '-web', '../web', 'a/b', 'web 1', 'x'.repeat(64)])('refuse the host %j', (host) => {
    expect(() => hostNames('demo', host)).toThrow('cannot name a host')
  })

  it('fit into what the kernel allows', () => {
    const lab = labNames('x'.repeat(32))
    const host = hostNames('x'.repeat(32), 'y'.repeat(63))
    expect(lab.uplink.length).toBeLessThanOrEqual(15)
    expect(host.port.length).toBeLessThanOrEqual(15)
    expect(host.mac).toMatch(/^02(:[0-9a-f]{2}){5}$/)
    expect(host.netns.length).toBeLessThan(255)
  })

  it('never meet those of another lab', () => {
    const pairs = [
      ['a', 'b-c'],
      ['a-b', 'c'],
      ['a', 'b.c'],
      ['a-b', 'b-c'],
    ] as const
    for (const part of ['directory', 'netns', 'cgroup', 'mac'] as const) {
      expect(new Set(pairs.map(([lab, host]) => hostNames(lab, host)[part])).size).toBe(pairs.length)
    }
    expect(labNames('a-b').nftTable).not.toBe(labNames('a').nftTable)
    expect(labNames('a-b').uplink).not.toBe(labNames('a').uplink)
  })

  it.each([
    ['web1', 'web1'],
    ['Web_1.example.com', 'web-1.example.com'],
    ['10.77.0.11', 'host-10-77-0-11'],
  ])('give the inventory name %s the host name %s', (host, hostname) => {
    expect(hostNames('demo', host).hostname).toBe(hostname)
  })
})
