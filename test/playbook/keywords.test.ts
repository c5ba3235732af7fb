import { describe, expect, it } from 'vitest'
import { findKeyword, KEYWORDS, keywordsOf } from '../../src/playbook/keywords.ts'
import { misfit } from '../../src/playbook/keywordTypes.ts'

describe('the keyword table', () => {
  it('has each keyword once, with a sentence of documentation', () => {
    const names = KEYWORDS.map((keyword) => keyword.name)
    expect(new Set(names).size).toBe(names.length)
    for (const keyword of KEYWORDS) expect(keyword.doc).toMatch(/^[A-Z].*\.$/)
  })

  it('knows where keywords belong', () => {
    expect(findKeyword('hosts')?.places).toEqual(['play'])
    expect(keywordsOf('block')).toContain('rescue')
    expect(keywordsOf('include')).not.toContain('become')
    expect(keywordsOf('handler')).toContain('listen')
  })
})

const VALUES: readonly (readonly [Parameters<typeof misfit>[0], unknown, boolean])[] = [
  ['bool', true, true],
  ['bool', 'yes', true],
  ['bool', '{{ x }}', true],
  ['bool', 'perhaps', false],
  ['bool', ['yes'], false],
  ['int', 3, true],
  ['int', '3', true],
  ['int', 'three', false],
  ['conditions', ['a', true], true],
  ['conditions', 'a', true],
  ['conditions', { a: 1 }, false],
  ['conditions', 3, false],
  ['percent', '30%', true],
  ['percent', 'most', false],
  ['texts', ['a', 'b'], true],
  ['texts', { a: 1 }, false],
  ['vars', { a: 1 }, true],
  ['vars', '{{ x }}', false],
  ['tasks', 'ping', false],
  ['tags', [1, 'a'], true],
  ['tags', { a: 1 }, false],
]

describe('misfit', () => {
  it.each(VALUES)('%s takes %j: %s', (type, value, fits) => {
    expect(misfit(type, value) === undefined).toBe(fits)
  })
})
