import { describe, expect, it } from 'vitest'
import { hostOf, type LabState, parseState } from '../../src/lab/state.ts'

const host = {
  name: 'web1',
  address: '10.77.0.11',
  release: 'trixie',
  ready: true,
  image: '/images/x',
} as const
const state: LabState = { name: 'demo', python: false, subnets: ['10.77.0.0/24'], hosts: [host] }
const text = JSON.stringify(state)

describe('a lab’s state file', () => {
  it('comes back as it was written', () => {
    expect(parseState(text)).toEqual(state)
  })

  it.each([
    ['nothing', ''],
    ['half of it', text.slice(0, text.length / 2)],
    ['null', 'null'],
    ['a list', '[]'],
    ['an unknown release', text.replace('trixie', 'woody')],
    ['a host without an address', text.replace('"address"', '"adress"')],
    ['hosts that are no list', text.replace('[{', '{"a":{').replace('}]', '}}')],
    ['an image that is no path', text.replace('"/images/x"', '7')],
  ])('is no state when it holds %s', (_, damaged) => {
    expect(parseState(damaged)).toBeUndefined()
  })

  it('names the hosts there are when one is not there', () => {
    expect(hostOf(state, 'web1')).toEqual(host)
    expect(() => hostOf(state, 'web2')).toThrow('lab "demo" has no host "web2"')
  })
})
