import { createHash } from 'node:crypto'
import { crypt64 } from './crypt64.ts'

const ROUNDS = 1000
const ORDER = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
  [-1, -1, 11],
]

/** MD5-crypt (`$1$`), as BSD introduced it; salts are cut to 8 characters. Only for systems that know no better. */
export function md5Crypt(password: string, salt: string): string {
  const key = Buffer.from(password)
  const seasoning = Buffer.from(salt.slice(0, 8))
  const inner = createHash('md5').update(key).update(seasoning).update(key).digest()
  const hash = createHash('md5').update(key).update('$1$').update(seasoning)
  hash.update(Buffer.alloc(key.length, inner))
  for (let bits = key.length; bits > 0; bits >>= 1)
    hash.update((bits & 1) === 1 ? Buffer.from([0]) : key.subarray(0, 1))
  let digest = hash.digest()
  for (let round = 0; round < ROUNDS; round++) {
    const next = createHash('md5')
    next.update(round % 2 === 1 ? key : digest)
    if (round % 3 !== 0) next.update(seasoning)
    if (round % 7 !== 0) next.update(key)
    digest = next.update(round % 2 === 1 ? digest : key).digest()
  }
  return `$1$${seasoning}$${crypt64(digest, ORDER)}`
}
