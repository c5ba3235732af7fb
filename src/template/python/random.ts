import { createHash, randomInt } from 'node:crypto'
import { str } from './text.ts'

/** Gives whole numbers from 0 up to, not including, its argument. */
export type Below = (limit: number) => number

/** Truly random numbers without a seed; with one, the very numbers that Python's Random(seed) gives. */
export function randomBelow(seed: unknown): Below {
  if (seed === null || seed === undefined) return (limit) => (limit > 0 ? randomInt(limit) : 0)
  const twister = new Twister(seedWords(seed))
  return (limit) => {
    const bits = limit === 0 ? 0 : Math.floor(Math.log2(limit)) + 1
    let value = twister.bits(bits)
    while (value >= limit && limit > 0) value = twister.bits(bits)
    return value
  }
}

// Python seeds with the absolute value of an int, or with the bytes of a text and their SHA-512.
function seedWords(seed: unknown): number[] {
  let number: bigint
  if (typeof seed === 'number' && Number.isInteger(seed)) number = BigInt(Math.abs(seed))
  else if (typeof seed === 'bigint') number = seed < 0n ? -seed : seed
  else if (typeof seed === 'boolean') number = seed ? 1n : 0n
  else {
    const bytes = Buffer.from(str(seed))
    number = BigInt(
      `0x${Buffer.concat([bytes, createHash('sha512').update(bytes).digest()]).toString('hex')}`,
    )
  }
  const words: number[] = []
  do {
    words.push(Number(number & 0xffffffffn))
    number >>= 32n
  } while (number > 0n)
  return words
}

const SIZE = 624

/** The Mersenne Twister MT19937 (Matsumoto and Nishimura), seeded by array. */
class Twister {
  readonly #state = new Uint32Array(SIZE)
  #at = SIZE

  constructor(key: readonly number[]) {
    this.#fill(19650218)
    const state = this.#state
    let i = 1
    let j = 0
    for (let k = Math.max(SIZE, key.length); k > 0; k--) {
      state[i] = (this.#word(i) ^ Math.imul(mixed(this.#word(i - 1)), 1664525)) + (key[j] ?? 0) + j
      if (++i >= SIZE) i = this.#wrap()
      if (++j >= key.length) j = 0
    }
    for (let k = SIZE - 1; k > 0; k--) {
      state[i] = (this.#word(i) ^ Math.imul(mixed(this.#word(i - 1)), 1566083941)) - i
      if (++i >= SIZE) i = this.#wrap()
    }
    state[0] = 0x80000000
  }

  /** A number of up to 53 bits, as Python's getrandbits composes it. */
  bits(count: number): number {
    if (count <= 32) return this.#next() >>> (32 - count)
    const low = this.#next()
    return (this.#next() >>> (64 - count)) * 2 ** 32 + low
  }

  #fill(seed: number): void {
    this.#state[0] = seed
    for (let i = 1; i < SIZE; i++) this.#state[i] = Math.imul(mixed(this.#word(i - 1)), 1812433253) + i
  }

  #word(at: number): number {
    return this.#state[at] ?? 0
  }

  #wrap(): number {
    this.#state[0] = this.#word(SIZE - 1)
    return 1
  }

  #next(): number {
    if (this.#at >= SIZE) this.#twist()
    let y = this.#word(this.#at++)
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  #twist(): void {
    for (let i = 0; i < SIZE; i++) {
      const y = (this.#word(i) & 0x80000000) | (this.#word((i + 1) % SIZE) & 0x7fffffff)
      this.#state[i] = this.#word((i + 397) % SIZE) ^ (y >>> 1) ^ ((y & 1) === 0 ? 0 : 0x9908b0df)
    }
    this.#at = 0
  }
}

function mixed(word: number): number {
  return word ^ (word >>> 30)
}
