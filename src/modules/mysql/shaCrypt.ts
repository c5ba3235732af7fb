import { createHash } from 'node:crypto'

/**
 * The digest part of Drepper's SHA-256 crypt (https://www.akkadia.org/drepper/SHA-crypt.txt), as MySQL's
 * caching_sha2_password and sha256_password store it: unlike crypt(3), with salts of 20 characters.
 * @returns 43 characters
 */
export function shaCrypt(password: string, salt: string, rounds: number): string {
  const key = Buffer.from(password, 'utf8')
  const saltBytes = Buffer.from(salt, 'latin1')
  const other = sha256(key, saltBytes, key)
  const first = sha256(key, saltBytes, stretch(other, key.length), ...bitsOf(key.length, other, key))
  const keys = stretch(sha256(...Array.from({ length: key.length }, () => key)), key.length)
  const times = 16 + (first[0] ?? 0)
  const salts = stretch(sha256(...Array.from({ length: times }, () => saltBytes)), saltBytes.length)
  let digest = first
  for (let round = 0; round < rounds; round++) {
    const odd = round % 2 === 1
    const parts = [odd ? keys : digest]
    if (round % 3 !== 0) parts.push(salts)
    if (round % 7 !== 0) parts.push(keys)
    parts.push(odd ? digest : keys)
    digest = sha256(...parts)
  }
  return encode(digest)
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The bytes repeated and cut to a length. */
function stretch(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes)
}

function bitsOf(length: number, one: Buffer, zero: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let rest = length; rest > 0; rest >>= 1) parts.push((rest & 1) === 1 ? one : zero)
  return parts
}

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The order in which the bytes are taken, three at a time. */
const ORDER = [
  [0, 10, 20],
  [21, 1, 11],
  [12, 22, 2],
  [3, 13, 23],
  [24, 4, 14],
  [15, 25, 5],
  [6, 16, 26],
  [27, 7, 17],
  [18, 28, 8],
  [9, 19, 29],
] as const

function encode(digest: Buffer): string {
  const at = (index: number) => digest[index] ?? 0
  const groups = ORDER.map(([a, b, c]) => letters((at(a) << 16) | (at(b) << 8) | at(c), 4))
  return groups.join('') + letters((at(31) << 8) | at(30), 3)
}

function letters(value: number, count: number): string {
  return Array.from({ length: count }, (_, place) => ALPHABET[(value >> (6 * place)) & 63]).join('')
}
