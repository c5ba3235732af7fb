import { describe, expect, it } from 'vitest'
import { expandHosts } from '../../src/inventory/hostNames.ts'

const NAMES: readonly (readonly [string, readonly string[], number | undefined])[] = [
  ['web1', ['web1'], undefined],
  ['web1:2222', ['web1'], 2222],
  ['web[1:3]', ['web1', 'web2', 'web3'], undefined],
  ['web[08:10]', ['web08', 'web09', 'web10'], undefined],
  ['web[01:09:4]', ['web01', 'web05', 'web09'], undefined],
  ['db-[a:c].x', ['db-a.x', 'db-b.x', 'db-c.x'], undefined],
  ['n[:2]', ['n0', 'n1', 'n2'], undefined],
  ['r[1:2]n[a:b]', ['r1na', 'r1nb', 'r2na', 'r2nb'], undefined],
  ['web[1:2]:22', ['web1', 'web2'], 22],
  ['10.0.0.[1:2]', ['10.0.0.1', '10.0.0.2'], undefined],
  ['2001:db8::1', ['2001:db8::1'], undefined],
  ['[2001:db8::1]:22', ['2001:db8::1'], 22],
]

describe('expandHosts', () => {
  it.each(NAMES)('%s', (entry, names, port) => {
    expect(expandHosts(entry)).toEqual({ names, port })
  })

  it.each([
    ['web1 port=2', 'no spaces'],
    ['web[1', 'a bracket'],
    ['web[1]', 'a range is'],
    ['web[1:]', 'must have an end'],
    ['web[3:1]', 'must not run backwards'],
    ['web[01:100]', 'equally long'],
    ['web[1:3:0]', 'the step'],
    ['web[a:3]', 'two numbers or two letters'],
    ['web[1:999999]', 'more than'],
  ])('refuses %s', (entry, reason) => {
    expect(() => expandHosts(entry)).toThrow(reason)
  })
})
