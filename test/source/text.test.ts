import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { StackError } from '../../src/errors.ts'
import { excerpt } from '../../src/source/excerpt.ts'
import { readText } from '../../src/source/text.ts'

const directory = mkdtempSync(join(tmpdir(), 'stack-text-'))
afterAll(() => rmSync(directory, { recursive: true }))

function write(name: string, content: Buffer | string): string {
  const file = join(directory, name)
  writeFileSync(file, content)
  return file
}

function failure(run: () => unknown): StackError {
  try {
    run()
  } catch (error) {
    if (error instanceof StackError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('readText', () => {
  it('drops a byte order mark', () => {
    expect(readText(write('bom', '\uFEFFé'))).toBe('é')
  })

  it('names the first byte that is not UTF-8', () => {
    const file = write('latin1', Buffer.from('a: \uFFFD\nb: caf\u00e9\n'.replace('\u00e9', '\x00')))
    const bytes = Buffer.concat([Buffer.from('a: \uFFFD\nb: caf'), Buffer.from([0xe9]), Buffer.from('\n')])
    writeFileSync(file, bytes)
    const error = failure(() => readText(file))
    expect(error.code).toBe('file')
    expect(error.at).toMatchObject({ line: 2, column: 7 })
  })

  it.each([
    ['none', 'there is no such file'],
    ['.', 'it is a directory'],
  ])('says why %s cannot be read', (name, reason) => {
    expect(failure(() => readText(join(directory, name))).message).toContain(reason)
  })
})

describe('excerpt', () => {
  it('marks the place between its neighbours', () => {
    const text = 'one\n\ttwo: three\nfour\nfive\n'
    expect(excerpt(text, { file: 'f', line: 2, column: 7, endColumn: 12 })).toEqual([
      '1 | one',
      '2 |  two: three',
      '  |       ^^^^^',
      '3 | four',
    ])
  })

  it('stays inside the text and takes no control characters along', () => {
    expect(excerpt('a\u001b[31m', { file: 'f', line: 1, column: 1 }, 2)).toEqual(['1 | a [31m', '  | ^'])
  })
})
