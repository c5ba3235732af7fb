import { createHash } from 'node:crypto'
import { ed25519PublicKey } from './ed25519.ts'
import { shaCrypt } from './shaCrypt.ts'

/**
 * Whether a stored hash is that of a password, told without salting anew (which would differ each time).
 * Undefined for plugins whose hashes can't be verified here.
 * @param stored `authentication_string` of mysql.user
 */
export function verifies(password: string, plugin: string, stored: string): boolean | undefined {
  switch (plugin) {
    case 'mysql_native_password':
    case '':
      return stored.toUpperCase() === nativeHash(password)
    case 'caching_sha2_password':
    case 'sha256_password':
      return verifiesSha(password, stored)
    case 'ed25519':
      return stored === ed25519PublicKey(password)
    default:
      return undefined
  }
}

/** `*` and SHA1(SHA1(password)) in upper-case hex; empty for an empty password. */
export function nativeHash(password: string): string {
  if (password === '') return ''
  const sha1 = (data: string | Buffer) => createHash('sha1').update(data).digest()
  return `*${sha1(sha1(password)).toString('hex').toUpperCase()}`
}

/** The hash that caching_sha2_password stores for a given salt of 20 characters. */
export function cachingSha2Hash(password: string, salt: string): string {
  return `$A$005$${salt}${shaCrypt(password, salt, 5000)}`
}

const CACHING = /^\$A\$([0-9A-Fa-f]{3})\$([\s\S]{20})([./0-9A-Za-z]{43})$/
const SHA256 = /^\$5\$(?:rounds=(\d+)\$)?([\s\S]{20})\$([./0-9A-Za-z]{43})$/

function verifiesSha(password: string, stored: string): boolean {
  if (password === '' || stored === '') return password === stored
  const caching = CACHING.exec(stored)
  if (caching !== null) {
    const [, thousands = '', salt = '', digest] = caching
    return shaCrypt(password, salt, Number.parseInt(thousands, 16) * 1000) === digest
  }
  const [, rounds = '5000', salt = '', digest] = SHA256.exec(stored) ?? []
  return digest !== undefined && shaCrypt(password, salt, Number(rounds)) === digest
}
