import { randomInt } from 'node:crypto'
import { fail } from '../python/fault.ts'
import { index } from '../python/number.ts'
import { str } from '../python/text.ts'
import { md5Crypt } from './md5Crypt.ts'
import { shaCrypt } from './shaCrypt.ts'

interface Kind {
  readonly saltSize: number
  readonly hash: (password: string, salt: string, rounds: number | undefined) => string
}

const KINDS: Readonly<Record<string, Kind>> = {
  sha512: { saltSize: 16, hash: (password, salt, rounds) => shaCrypt('sha512', password, salt, rounds) },
  sha256: { saltSize: 16, hash: (password, salt, rounds) => shaCrypt('sha256', password, salt, rounds) },
  md5: { saltSize: 8, hash: (password, salt) => md5Crypt(password, salt) },
}

const SALT = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./'

/**
 * A password as crypt(3) stores it; Ansible's `password_hash` without passlib. Without a salt each call gives
 * another result.
 */
export function cryptPassword(
  value: unknown,
  type: unknown = 'sha512',
  salt: unknown = null,
  saltSize: unknown = null,
  rounds: unknown = null,
  _ident: unknown = null,
): string {
  const name = str(type).replace(/_crypt$/, '')
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
  if (kind === undefined) {
    return fail(`password_hash can not make '${str(type)}'`, `it makes ${Object.keys(KINDS).join(', ')}`)
  }
  const size = saltSize === null ? kind.saltSize : index(saltSize)
  const seasoned = salt === null ? randomSalt(size) : str(salt)
  if (!/^[\w./]*$/.test(seasoned)) fail('a salt has letters, digits, points and slashes only')
  return kind.hash(str(value), seasoned, rounds === null ? undefined : index(rounds))
}

function randomSalt(size: number): string {
  return Array.from({ length: size }, () => SALT[randomInt(SALT.length)]).join('')
}
