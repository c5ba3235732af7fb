import { readFileSync } from 'node:fs'
import { StackError } from '../errors.ts'
import type { Position } from './position.ts'

/**
 * The text of a file of the user's, UTF-8, without a byte order mark.
 * @throws StackError `file` when it is missing, a directory, unreadable or not UTF-8 (with the place of the first bad byte)
 */
export function readText(file: string, at?: Position): string {
  return decode(readBytes(file, at), file)
}

function readBytes(file: string, at: Position | undefined): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new StackError('file', `cannot read ${file}: ${reasonOf(cause)}`, { at, cause })
  }
}

/** Why a file operation failed, in words; for messages only. */
export function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return REASONS.get(code) ?? code
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of its path is not a directory'],
  ['EISDIR', 'it is a directory'],
  ['EACCES', 'permission denied'],
  ['ELOOP', 'its symbolic links go round in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
])

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const good = validPrefix(bytes)
    const lines = good.split('\n')
    throw new StackError('file', `${file} is not UTF-8 text`, {
      at: { file, line: lines.length, column: (lines.at(-1) ?? '').length + 1 },
      hint: `convert it, for example with: iconv -f LATIN1 -t UTF-8`,
    })
  }
}

/** The text before the first byte that is not UTF-8. */
function validPrefix(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  for (let from = 0; ; ) {
    const found = text.indexOf('\uFFFD', from)
    if (found < 0) return text
    const length = Buffer.byteLength(text.slice(0, found))
    // A replacement character that really stands in the file is three bytes EF BF BD.
    const genuine = bytes[length] === 0xef && bytes[length + 1] === 0xbf && bytes[length + 2] === 0xbd
    if (!genuine) return text.slice(0, found)
    from = found + 1
  }
}
