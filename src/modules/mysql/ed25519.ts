import { createHash } from 'node:crypto'

const P = 2n ** 255n - 19n
const D = mod(-121665n * inverse(121666n))

interface Point {
  readonly x: bigint
  readonly y: bigint
}

/**
 * What MariaDB's plugin ed25519 stores: the public key, in base64 without padding. Unlike the standard it
 * hashes the password itself, of any length, where a seed of 32 bytes is usual, so a library's key can't be
 * used (plugin/auth_ed25519 of MariaDB is the source).
 */
export function ed25519PublicKey(password: string): string {
  const digest = createHash('sha512').update(password, 'utf8').digest().subarray(0, 32)
  const clamped = Buffer.from(digest)
  clamped[0] = (clamped[0] ?? 0) & 248
  clamped[31] = ((clamped[31] ?? 0) & 63) | 64
  const { x, y } = multiply(BASE, littleEndian(clamped))
  const encoded = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse()
  encoded[31] = (encoded[31] ?? 0) | (Number(x & 1n) << 7)
  return encoded.toString('base64').replace(/=+$/, '')
}

function multiply(point: Point, factor: bigint): Point {
  let sum: Point = { x: 0n, y: 1n }
  let doubled = point
  for (let rest = factor; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) sum = add(sum, doubled)
    doubled = add(doubled, doubled)
  }
  return sum
}

/** Addition on the twisted Edwards curve -x² + y² = 1 + dx²y². */
function add(a: Point, b: Point): Point {
  const product = mod(D * a.x * b.x * a.y * b.y)
  const x = (a.x * b.y + b.x * a.y) * inverse(mod(1n + product))
  const y = (a.y * b.y + a.x * b.x) * inverse(mod(1n - product))
  return { x: mod(x), y: mod(y) }
}

function inverse(value: bigint): bigint {
  return power(mod(value), P - 2n)
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  let square = mod(base)
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = mod(result * square)
    square = mod(square * square)
  }
  return result
}

function mod(value: bigint): bigint {
  const rest = value % P
  return rest < 0n ? rest + P : rest
}

function littleEndian(bytes: Buffer): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
}

const BASE: Point = {
  x: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
  y: 46316835694926478169428394003475163141307993866256225615783033603165251855960n,
}
