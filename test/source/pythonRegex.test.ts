import { expect, test } from 'vitest'
import { pythonRegex, substitute } from '../../src/source/pythonRegex.ts'

const cases: [string, string, string, string][] = [
  ['^#?Port ', 'Port 22', '#Port 22', 'Port 2222'],
  ['(?P<key>\\w+)=(?P=key)', '<\\g<key>>', 'a=a b=c', '<a> b=c'],
  ['(?i)HELLO', 'x', 'Hello', 'x'],
  ['a{,}b', 'x', 'aab a{,}b', 'x a{,}x'],

  ['\\$\\{HOME\\}', 'x', '${HOME}', 'x'],
  ['end$', 'x', 'end\n', 'x\n'],
  ['\\Astart', 'x', 'start\nstart', 'x\nstart'],
  ['[]a]+', 'x', 'a]b', 'xb'],
  ['[^]]', 'x', 'a]', 'x]'],
  ['(\\d+)-(\\d+)', '\\2-\\1', '1-2', '2-1'],
  ['a\\-b\\"c', 'x', 'a-b"c', 'x'],
  ['[\\w\\-.]+@', 'x@', 'a-b.c@d', 'x@d'],
  ['{{ name }}', 'x', '{{ name }}', 'x'],
]
test.each(cases)('%s -> %s on %j', (pattern, replacement, text, expected) => {
  expect(substitute(pythonRegex(pattern), replacement, text).text).toBe(expected)
})
