import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { quote } from '../../src/shell/command.ts'
import { Redactor } from '../../src/shell/redact.ts'
import { Secret } from '../../src/shell/secret.ts'

const SECRET = `p@ss "w'ord" $1/+é`

function redactor(...secrets: readonly string[]): Redactor {
  const made = new Redactor()
  for (const secret of secrets) made.add(new Secret(secret))
  return made
}

test.each([
  ['as it is', SECRET],
  ['base64', Buffer.from(SECRET).toString('base64')],
  ['base64url', Buffer.from(SECRET).toString('base64url')],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['quoted for a shell', quote(SECRET)],
  ['quoted for SQL', SECRET.replaceAll("'", "''")],
])('a secret is masked %s', (_name, form) => {
  const masked = redactor(SECRET).mask(`before ${form} after`)
  expect(masked).toMatch(/^before ["']?\*{8}["']? after$/)
})

test('what a shell echoes is masked', () => {
  const traced = spawnSync('sh', ['-x', '-c', `true ${quote(SECRET)}`]).stderr.toString()
  expect(redactor(SECRET).mask(traced)).not.toContain('ord')
})

test('a secret inside a longer one does not cut it short', () => {
  expect(redactor('secret', 'secret-and-more').mask('a secret-and-more, a secret')).toBe(
    'a ********, a ********',
  )
})

test('short secrets are left alone', () => {
  expect(redactor('yes', '1').mask('yes, 1')).toBe('yes, 1')
})

test('a key of many lines is masked line by line', () => {
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSjAgEAAo\n-----END KEY-----'
  expect(redactor(key).mask('  MIIEvQIBADANBgkqhkiG9w0\n')).toBe('  ********\n')
})

test('maskDeep goes through keys, lists and secrets, and keeps what is no text', () => {
  const value = { list: ['x hunter22', 5, null, true], hunter22: new Secret('y'), when: new Date(0) }
  expect(redactor('hunter22').maskDeep(value)).toEqual({
    list: ['x ********', 5, null, true],
    '********': '********',
    when: new Date(0),
  })
})

test('maskDeep survives a value that contains itself', () => {
  const value: Record<string, unknown> = { text: 'hunter22' }
  value['self'] = value
  const masked = redactor('hunter22').maskDeep(value)
  expect(masked['self']).toBe(masked)
})
