import { createHash, hash } from 'node:crypto'
import { crypt64 } from './crypt64.ts'

type Kind = 'sha256' | 'sha512'

const USUAL_ROUNDS = 5000

/**
 * SHA-crypt as glibc has it (Drepper, "Unix crypt using SHA-256 and SHA-512"). Salts have up to 16
 * characters, rounds kept between 1000 and 999999999; the usual 5000 are not written.
 */
export function shaCrypt(kind: Kind, password: string, salt: string, rounds?: number): string {
  const key = Buffer.from(password)
  const seasoning = Buffer.from(salt)
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
  const digest = stretched(kind, first, keys, salts, count)
  const shown = count === USUAL_ROUNDS ? '' : `rounds=${count}$`
  return `$${kind === 'sha512' ? 6 : 5}$${shown}${seasoning}$${crypt64(digest, ORDERS[kind])}`
}

function stretched(kind: Kind, first: Buffer, keys: Buffer, salts: Buffer, count: number): Buffer {
  const scratch = Buffer.alloc(first.length + salts.length + keys.length * 2)
  let digest = first
  for (let round = 0; round < count; round++) {
    const odd = round % 2 === 1
    let length = (odd ? keys : digest).copy(scratch)
    if (round % 3 !== 0) length += salts.copy(scratch, length)
    if (round % 7 !== 0) length += keys.copy(scratch, length)
    length += (odd ? digest : keys).copy(scratch, length)
    digest = hash(kind, scratch.subarray(0, length), 'buffer')
  }
  return digest
}

function firstDigest(kind: Kind, key: Buffer, salt: Buffer): Buffer {
  const inner = createHash(kind).update(key).update(salt).update(key).digest()
  const whole = createHash(kind).update(key).update(salt).update(repeated(inner, key.length))
  for (let bits = key.length; bits > 0; bits >>= 1) whole.update((bits & 1) === 1 ? inner : key)
  return whole.digest()
}

function sequence(kind: Kind, parts: readonly Buffer[], length: number): Buffer {
  const whole = createHash(kind)
  for (const part of parts) whole.update(part)
  return repeated(whole.digest(), length)
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
