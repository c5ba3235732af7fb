import { createHash } from 'node:crypto'
import { crypt64 } from './crypt64.ts'

type Kind = 'sha256' | 'sha512'

const USUAL_ROUNDS = 5000

/**
 * SHA-crypt as glibc has it (Drepper, "Unix crypt using SHA-256 and SHA-512"). Salts are cut to 16
 * characters, rounds kept between 1000 and 999999999; the usual 5000 are not written.
 */
export function shaCrypt(kind: Kind, password: string, salt: string, rounds?: number): string {
  const key = Buffer.from(password)
  const seasoning = Buffer.from(salt.slice(0, 16))
  const count = Math.min(999_999_999, Math.max(1000, rounds ?? USUAL_ROUNDS))
  const first = firstDigest(kind, key, seasoning)
  const keys = sequence(
    kind,
    Array.from({ length: key.length }, () => key),
    key.length,
  )
  const salts = sequence(
    kind,
    Array.from({ length: 16 + (first[0] ?? 0) }, () => seasoning),
    seasoning.length,
  )
  let digest = first
  for (let round = 0; round < count; round++) {
    const hash = createHash(kind)
    hash.update(round % 2 === 1 ? keys : digest)
    if (round % 3 !== 0) hash.update(salts)
    if (round % 7 !== 0) hash.update(keys)
    hash.update(round % 2 === 1 ? digest : keys)
    digest = hash.digest()
  }
  const shown = rounds === undefined ? '' : `rounds=${count}$`
  return `$${kind === 'sha512' ? 6 : 5}$${shown}${seasoning}$${crypt64(digest, ORDERS[kind])}`
}

function firstDigest(kind: Kind, key: Buffer, salt: Buffer): Buffer {
  const inner = createHash(kind).update(key).update(salt).update(key).digest()
  const hash = createHash(kind).update(key).update(salt).update(repeated(inner, key.length))
  for (let bits = key.length; bits > 0; bits >>= 1) hash.update((bits & 1) === 1 ? inner : key)
  return hash.digest()
}

function sequence(kind: Kind, parts: readonly Buffer[], length: number): Buffer {
  const hash = createHash(kind)
  for (const part of parts) hash.update(part)
  return repeated(hash.digest(), length)
}

function repeated(bytes: Buffer, length: number): Buffer {
  return Buffer.alloc(length, bytes)
}

// The order in which the bytes of the digest are written, three at a time: one third of the digest apart,
// each group turned by one against the group before it.
const ORDERS: Readonly<Record<Kind, readonly (readonly number[])[]>> = {
  sha512: [...Array.from({ length: 21 }, (_, at) => turned([at, at + 21, at + 42], at % 3)), [-1, -1, 63]],
  sha256: [
    ...Array.from({ length: 10 }, (_, at) => turned([at, at + 10, at + 20], (2 * at) % 3)),
    [-1, 31, 30],
  ],
}

function turned(group: readonly number[], by: number): number[] {
  return [...group.slice(by), ...group.slice(0, by)]
}
