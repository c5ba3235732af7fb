import { describe, expect, test } from 'vitest'
import { StackError } from '../../src/errors.ts'
import { parseFreeForm } from '../../src/source/freeForm.ts'

describe('as parse_kv of Ansible', () => {
  const cases: ['options' | 'command', string, Record<string, string>, string | undefined][] = [
    ['options', 'src=a dest=b', { src: 'a', dest: 'b' }, undefined],
    ['options', 'src="a b" dest=\'c d\'', { src: 'a b', dest: 'c d' }, undefined],
    [
      'options',
      'msg="{{ a b }}" x={{ y | default("z w") }}',
      { msg: '{{ a b }}', x: '{{ y | default("z w") }}' },
      undefined,
    ],
    ['options', 'line="a=b" regexp=^a=', { line: 'a=b', regexp: '^a=' }, undefined],
    ['options', 'flush_handlers', {}, 'flush_handlers'],
    ['options', 'main.yml tag=x', { tag: 'x' }, 'main.yml'],
    ['options', 'a="x\\ny"', { a: 'x\ny' }, undefined],
    ['command', 'echo a=b creates=/tmp/x', { creates: '/tmp/x' }, 'echo a=b'],
    ['command', "sed -e 's/a b/c/'  file", {}, "sed -e 's/a b/c/'  file"],
    ['command', 'chdir=/tmp ls -l | wc', { chdir: '/tmp' }, 'ls -l | wc'],
    ['command', 'one\ntwo {{ x }}\n', {}, 'one\ntwo {{ x }}'],
    ['command', 'echo "it\'s" \\"x', {}, 'echo "it\'s" \\"x'],
  ]
  test.each(cases)('%s: %s', (style, text, options, raw) => {
    expect(parseFreeForm(text, style)).toEqual({ options, raw })
  })

  test.each(['echo "a', 'x={{ y', "it's"])('unclosed: %s', (text) => {
    expect(() => parseFreeForm(text, 'options')).toThrow(StackError)
  })
})
