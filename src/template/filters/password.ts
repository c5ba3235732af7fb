import { randomInt } from 'node:crypto'
import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { index } from '../python/number.ts'
import { str } from '../python/text.ts'
import { md5Crypt } from './md5Crypt.ts'
import { shaCrypt } from './shaCrypt.ts'

interface Kind {
  readonly saltSize: number
  /** What Ansible asks for when it is not told. */
  readonly rounds?: number
  readonly hash: (password: string, salt: string, rounds: number | undefined) => string
}

const KINDS: Readonly<Record<string, Kind>> = {
  sha512: {
    saltSize: 16,
    rounds: 656_000,
    hash: (password, salt, rounds) => shaCrypt('sha512', password, salt, rounds),
  },
  sha256: {
    saltSize: 16,
    rounds: 535_000,
    hash: (password, salt, rounds) => shaCrypt('sha256', password, salt, rounds),
  },
  md5: { saltSize: 8, hash: (password, salt) => md5Crypt(password, salt) },
}

const SALT = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./'

/** The most results that one filter remembers. */
const REMEMBERED = 1000

/**
 * Ansible's `password_hash` without passlib: a password as crypt(3) stores it. Without a salt each call gives
 * another result. The usual number of rounds takes seconds, so a result with a salt is remembered.
 */
export function passwordHash(): FilterFn {
  const known = new Map<string, string>()
  return bind(
    'hashtype salt salt_size rounds ident',
    (value, type = 'sha512', salt = null, size = null, rounds = null) => {
      const name = str(type).replace(/_crypt$/, '')
      const kind = kindOf(name)
      const seasoned =
        salt === null ? randomSalt(size === null ? kind.saltSize : index(size)) : checkedSalt(str(salt), kind)
      const count = rounds === null ? kind.rounds : index(rounds)
      const key = JSON.stringify([name, seasoned, count, str(value)])
      const hash = known.get(key) ?? kind.hash(str(value), seasoned, count)
      if (salt !== null && known.size < REMEMBERED) known.set(key, hash)
      return hash
    },
  )
}

function kindOf(name: string): Kind {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined
  return kind ?? fail(`password_hash can not make '${name}'`, `it makes ${Object.keys(KINDS).join(', ')}`)
}

function checkedSalt(salt: string, { saltSize }: Kind): string {
  if (!/^[\w./]*$/.test(salt)) fail('a salt has letters, digits, points and slashes only')
  return salt.length > saltSize ? fail(`the salt is longer than ${saltSize} characters`) : salt
}

function randomSalt(size: number): string {
  return Array.from({ length: size }, () => SALT[randomInt(SALT.length)]).join('')
}
