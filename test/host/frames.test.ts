import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { FrameReader, markCommand } from '../../src/host/frames.ts'

const NONCE = '0123456789abcdef'

function readIn(size: number, bytes: Buffer): { text: string; marks: string[] } {
  const chunks: Buffer[] = []
  const marks: string[] = []
  const reader = new FrameReader(NONCE, {
    data: (data) => chunks.push(Buffer.from(data)),
    mark: ({ sequence, word }) => marks.push(`${sequence} ${word} at ${Buffer.concat(chunks).length}`),
  })
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
  return { text: Buffer.concat(chunks).toString('latin1'), marks }
}

const stream = Buffer.from(
  `one\0${NONCE} 1 0\0\0${NONCE} 2 7\0\0\0two \0${NONCE.slice(0, 9)}x\0${NONCE} 3 skip\0 end`,
  'latin1',
)

test.each([1, 2, 3, 5, 17, 18, 19, 1000])('marks are found in chunks of %d bytes', (size) => {
  expect(readIn(size, stream)).toEqual({
    text: `one\0\0two \0${NONCE.slice(0, 9)}x end`,
    marks: ['1 0 at 3', '2 7 at 3', '3 skip at 20'],
  })
})

test('the shell writes what the reader reads, whatever digit the nonce begins with', () => {
  const written = execFileSync('sh', ['-c', `printf x; ${markCommand(NONCE, '12', '"a b"')}`])
  expect(readIn(1000, written)).toEqual({ text: 'x', marks: ['12 a b at 1'] })
})
