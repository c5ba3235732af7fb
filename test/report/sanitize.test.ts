import { describe, expect, it } from 'vitest'
import { lastLine, sanitize } from '../../src/report/sanitize.ts'

const CASES: readonly (readonly [string, string])[] = [
  ['plain\ttext\nand more', 'plain\ttext\nand more'],
  ['\u001b[1;31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007text', 'text'],
  ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['a\u001b[2J\u001b[Hb', 'ab'],
  ['\u009b31mc1', 'c1'],
  ['\u001b(Bx\u001bcy', 'xy'],
  ['nul\u0000bell\u0007back\u0008', 'nulbellback'],
  ['ünïcode 日本 🎉', 'ünïcode 日本 🎉'],
]

describe('sanitize', () => {
  it.each(CASES)('%j', (text, clean) => {
    expect(sanitize(text)).toBe(clean)
  })
})

describe('lastLine', () => {
  it('takes a progress bar as it stands', () => {
    expect(lastLine('10%\r20%\r30%')).toBe('30%')
    expect(lastLine('a\nb\n\n')).toBe('b')
    expect(lastLine('\n')).toBeUndefined()
  })
})
