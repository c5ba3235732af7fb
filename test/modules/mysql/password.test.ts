import { expect, test } from 'vitest'
import { cachingSha2Hash, nativeHash, verifies } from '../../../src/modules/mysql/password.ts'

const latin1 = (hex: string) => Buffer.from(hex, 'hex').toString('latin1')

// Stored by MySQL 9.7 for the password corrécthorse.
const CACHING = latin1(
  '2441243030412406171E0B0722411D2352096775250D77595B1D616943502F6C796858765665635944346A2F4D514A414362503934475A63756B69745A4F6A4E7479676F6939',
)

test.each([
  ['caching_sha2_password', CACHING, 'corrécthorse', true],
  ['caching_sha2_password', CACHING, 'correcthorse', false],
  ['caching_sha2_password', '', '', true],
  ['caching_sha2_password', '', 'x', false],
  ['caching_sha2_password', 'not a hash', 'x', false],
  ['mysql_native_password', '*00A51F3F48415C7D4E8908980D443C29C69B60C9', '12345', true],
  ['mysql_native_password', '*00a51f3f48415c7d4e8908980d443c29c69b60c9', '12345', true],
  ['mysql_native_password', 'invalid', '12345', false],
  // MariaDB 11.8.
  ['ed25519', 'vvQF91XW131nga/AepIzINs6cILRVQhYvz60bmYNJfI', 'corrécthorse', true],
  ['ed25519', 'vvQF91XW131nga/AepIzINs6cILRVQhYvz60bmYNJfI', 'other', false],
  ['unix_socket', '', 'x', undefined],
] as const)('%s %s', (plugin, stored, password, answer) => {
  expect(verifies(password, plugin, stored)).toBe(answer)
})

test('hashes that are made are those that are recognised', () => {
  expect(nativeHash('')).toBe('')
  const hash = cachingSha2Hash('pässword', '01234567890123456789')
  expect(hash).toHaveLength(7 + 20 + 43)
  expect(verifies('pässword', 'caching_sha2_password', hash)).toBe(true)
})
