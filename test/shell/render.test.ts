import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { script, sh } from '../../src/shell/command.ts'
import { byteLength, renderRequest } from '../../src/shell/render.ts'
import { Secret } from '../../src/shell/secret.ts'

test.each(["it's", 'a b', '$HOME', '`id`', 'new\nline', '"', '\\', 'é漢😀', '', '*', '-n', '!x'])(
  'the variable %j arrives as it is',
  (value) => {
    const { script: text } = renderRequest({ command: sh`printenv X`, env: { X: new Secret(value) } })
    expect(spawnSync('sh', ['-c', text]).stdout.toString()).toBe(`${value}\n`)
  },
)

test('a command that cannot have its directory does not run', () => {
  const { script: text } = renderRequest({ command: sh`echo ran`, cwd: "/no/such it's" })
  const { status, stdout } = spawnSync('sh', ['-c', text])
  expect([status === 0, stdout.toString()]).toEqual([false, ''])
})

test('NUL is refused', () => {
  expect(() => renderRequest({ command: script('echo \0') })).toThrow(/NUL/)
})

test.each([
  ['é', 2],
  [new Secret('é漢'), 5],
  [new Uint8Array(7), 7],
])('byteLength of %j', (content, length) => {
  expect(byteLength(content)).toBe(length)
})
