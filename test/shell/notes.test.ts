import { expect, it } from 'vitest'
import { NOTE_BEGIN, notesRemover } from '../../src/shell/notes.ts'

const note = (text: string): string => `${NOTE_BEGIN}${text}\n`

it.each([
  ['no note', ['one\n', 'two'], 'one\ntwo'],
  ['a note at the end', [`one\n${note('stat 0 0')}`], 'one\n'],
  ['a note after a line without an end', [`one${note('stat 0 0')}two`], 'onetwo'],
  ['notes alone', [note('a') + note('b')], ''],
  ['a note in pieces', [...`one\n${note('stat 0 0')}two\n${note('more')}`], 'one\ntwo\n'],
  [
    'the same character in front of something else',
    ['\x1e', '{"a":1}\n', '\x1e{}\n'],
    '\x1e{"a":1}\n\x1e{}\n',
  ],
])('%s', (_name, pieces, text) => {
  const remove = notesRemover()
  expect(pieces.map(remove).join('')).toBe(text)
})
