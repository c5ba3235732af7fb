import { randomBytes } from 'node:crypto'
import { StackError } from '../../errors.ts'
import { quote, script } from '../../shell/command.ts'
import type { ObservationKind } from '../observation.ts'

export type FileContent =
  | { readonly kind: 'file'; readonly content: Buffer }
  | { readonly kind: 'absent' }
  /** A regular file above the limit: new content below the limit is sure to differ, else ask for `fileHash`. */
  | { readonly kind: 'large' }
  | { readonly kind: 'unreadable'; readonly why: 'denied' | 'directory' | 'special' }

export interface ContentKey {
  readonly path: string
  /** Bytes; above it the answer is `large`. 128 KiB when absent. */
  readonly limit?: number
}

const DEFAULT_LIMIT = 128 * 1024

/** A file's bytes, links followed; many files in one answer, kept apart by a random boundary. */
export const fileContent: ObservationKind<ContentKey, FileContent> = {
  name: 'fileContent',
  id: ({ path, limit = DEFAULT_LIMIT }) => `${limit}:${path}`,
  fetch: (keys) => {
    const boundary = randomBytes(16).toString('hex')
    const calls = keys.map(({ path, limit = DEFAULT_LIMIT }) => `one ${limit} ${quote(path)}`)
    return { command: script(`b=${boundary}\necho $b\n${ONE}\n${calls.join('\n')}\nprintf %s $b`) }
  },
  parse: (reply, keys) => {
    const stdout = reply.stdout
    const parts = splitBuffer(stdout, stdout.subarray(0, Math.max(0, stdout.indexOf(10))))
    if (parts.length !== keys.length + 3) {
      throw new StackError('task', 'the content of the files could not be read')
    }
    // The first two are what surrounds the line that names the boundary, the last is what ends the answer.
    return keys.map((key, index) => parsePart(parts[index + 2] ?? Buffer.alloc(0), key))
  },
}

// `head` reads one byte more than the limit: that tells a large file without asking for its size first.
const ONE = `one() {
  if [ -d "$2" ]; then printf '%sd' $b
  elif [ -f "$2" ]; then
    if [ -r "$2" ]; then printf '%sf' $b; head -c $(($1 + 1)) <"$2"
    else printf '%sx' $b
    fi
  elif [ -e "$2" ]; then printf '%ss' $b
  else printf '%sa' $b
  fi
}`

function splitBuffer(buffer: Buffer, separator: Buffer): Buffer[] {
  const parts: Buffer[] = []
  if (separator.length === 0) return parts
  let from = 0
  for (let at = buffer.indexOf(separator); at >= 0; at = buffer.indexOf(separator, from)) {
    parts.push(buffer.subarray(from, at))
    from = at + separator.length
  }
  parts.push(buffer.subarray(from))
  return parts
}

function parsePart(part: Buffer, key: ContentKey): FileContent {
  switch (String.fromCharCode(part[0] ?? 0)) {
    case 'f':
      return part.length - 1 > (key.limit ?? DEFAULT_LIMIT)
        ? { kind: 'large' }
        : { kind: 'file', content: part.subarray(1) }
    case 'a':
      return { kind: 'absent' }
    case 'd':
      return { kind: 'unreadable', why: 'directory' }
    case 'x':
      return { kind: 'unreadable', why: 'denied' }
    case 's':
      return { kind: 'unreadable', why: 'special' }
    default:
      throw new StackError('task', `the content of ${key.path} could not be read`)
  }
}
