const DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** crypt(3)'s own base 64: groups of bytes by index, the last group possibly short. */
export function crypt64(bytes: Uint8Array, order: readonly (readonly number[])[]): string {
  return order
    .map((group) =>
      encode(
        group.map((at) => (at < 0 ? 0 : (bytes[at] ?? 0))),
        group,
      ),
    )
    .join('')
}

// Of a group, the last byte is the least; a negative index pads and is not written.
function encode([high = 0, middle = 0, low = 0]: readonly number[], group: readonly number[]): string {
  let value = (high << 16) | (middle << 8) | low
  const length = group.filter((at) => at >= 0).length + 1
  let text = ''
  for (let i = 0; i < length; i++) {
    text += DIGITS[value & 63]
    value >>= 6
  }
  return text
}
