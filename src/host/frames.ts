/** A mark in the stream: the end of a request's output, or news from the shell itself (sequence 0). */
export interface Mark {
  readonly sequence: number
  /** Exit code, `skip`, or a word of the opening handshake with its fields. */
  readonly word: string
}

export interface FrameListener {
  data(bytes: Buffer): void
  mark(mark: Mark): void
}

/** Shell text that writes a mark; both arguments are shell words. NUL first and last: no text can forge it. */
export function markCommand(nonce: string, sequence: string, word: string): string {
  return `printf '\\000${nonce} %s %s\\000' ${sequence} ${word}`
}

/**
 * Finds the marks of one session in a byte stream and passes on everything between them, untouched,
 * whatever the chunk bounds. Keeps back only bytes that may be the beginning of a mark.
 */
export class FrameReader {
  readonly #start: Buffer
  readonly #listener: FrameListener
  #kept: Buffer = Buffer.alloc(0)

  constructor(nonce: string, listener: FrameListener) {
    this.#start = Buffer.from(`\0${nonce} `)
    this.#listener = listener
  }

  push(chunk: Buffer): void {
    let bytes = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk])
    for (;;) {
      const at = bytes.indexOf(this.#start)
      if (at < 0) break
      const end = bytes.indexOf(0, at + this.#start.length)
      this.#pass(bytes.subarray(0, at))
      if (end < 0) {
        this.#kept = bytes.subarray(at)
        return
      }
      this.#listener.mark(parseMark(bytes.toString('utf8', at + this.#start.length, end)))
      bytes = bytes.subarray(end + 1)
    }
    const whole = bytes.length - this.#beginning(bytes)
    this.#pass(bytes.subarray(0, whole))
    this.#kept = bytes.subarray(whole)
  }

  /** Length of the longest end of `bytes` that may begin a mark. */
  #beginning(bytes: Buffer): number {
    for (let length = Math.min(this.#start.length - 1, bytes.length); length > 0; length--) {
      if (bytes.subarray(bytes.length - length).equals(this.#start.subarray(0, length))) return length
    }
    return 0
  }

  #pass(bytes: Buffer): void {
    if (bytes.length > 0) this.#listener.data(bytes)
  }
}

function parseMark(text: string): Mark {
  const at = text.indexOf(' ')
  return { sequence: Number(text.slice(0, at)), word: text.slice(at + 1) }
}
