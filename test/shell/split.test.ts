import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { splitWords } from '../../src/shell/split.ts'

test.each([
  ['', []],
  ['  a  b\tc\n', ['a', 'b', 'c']],
  [`'a b' "c d"`, ['a b', 'c d']],
  [`a'b'"c"d`, ['abcd']],
  [`"a \\"b\\" \\$c \\d"`, ['a "b" $c \\d']],
  [`'it'\\''s'`, ["it's"]],
  ['a\\ b', ['a b']],
  [`'' ""`, ['', '']],
  ['-o ProxyCommand="ssh -W %h:%p jump"', ['-o', 'ProxyCommand=ssh -W %h:%p jump']],
  ['a; b && c | d > e', ['a;', 'b', '&&', 'c', '|', 'd', '>', 'e']],
])('%j', (text, words) => {
  expect(splitWords(text)).toEqual(words)
})

test.each([`'a`, `"a`, 'a\\'])('%j is not closed', (text) => {
  expect(() => splitWords(text)).toThrow(SyntaxError)
})

test('what a shell would split without expansions is split the same', () => {
  const text = `one 'two three' "four \\"five" six\\ seven ''`
  const words = execFileSync('sh', ['-c', `printf '%s\\0' ${text}`])
    .toString()
    .split('\0')
    .slice(0, -1)
  expect(splitWords(text)).toEqual(words)
})
