import { describe, expect, it } from 'vitest'
import { findClash } from '../../src/lab/network.ts'

const routes = `default via 192.0.2.1 dev eth0
10.50.0.0/16 via 192.0.2.7 dev eth0
192.0.2.0/24 dev eth0 proto kernel scope link src 192.0.2.2
local 10.60.3.4 dev eth0 table local proto kernel scope host src 10.60.3.4
broadcast 192.0.2.255 dev eth0 table local proto kernel scope link src 192.0.2.2
`

describe('a lab’s subnets beside the machine’s routes', () => {
  it.each([
    ['10.77.0.0/24', undefined],
    ['10.50.9.0/24', '10.50.0.0/16 via 192.0.2.7 dev eth0'],
    ['10.60.3.0/24', 'local 10.60.3.4 dev eth0 table local proto kernel scope host src 10.60.3.4'],
    ['10.60.4.0/24', undefined],
  ])('%s clashes with %s', (subnet, route) => {
    expect(findClash(['10.99.1.0/24', subnet], routes)?.route).toBe(route)
  })
})
