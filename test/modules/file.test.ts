import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { resolveMode } from '../../src/modules/file/mode.ts'
import { file } from '../../src/modules/file.ts'
import { apply, planHere } from './apply.ts'

let here: string
const at = (name: string) => join(here, name)
const modeOf = (name: string) => statSync(at(name)).mode & 0o7777

beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'stack-file-'))
  writeFileSync(at('f'), 'text', { mode: 0o600 })
  mkdirSync(at('d/deep'), { recursive: true })
  writeFileSync(at('d/deep/script'), '', { mode: 0o755 })
  writeFileSync(at('d/deep/data'), '', { mode: 0o600 })
  symlinkSync('f', at('l'))
})

// What Python's umask-022 `chmod` by Ansible's own function gives.
const modes: [string, number, boolean, number][] = [
  ['0644', 0o777, false, 0o644],
  ['u=rw,go=r', 0o777, false, 0o644],
  ['u+x', 0o644, false, 0o744],
  ['a+X', 0o644, false, 0o644],
  ['a+X', 0o644, true, 0o755],
  ['a+X', 0o744, false, 0o755],
  ['u=rwX,g=rX,o=', 0o600, true, 0o750],
  ['+w', 0o444, false, 0o644],
  ['=rw', 0o777, false, 0o644],
  ['o-rwx', 0o4755, false, 0o4750],
  ['g=u', 0o640, false, 0o660],
  ['u+s,g+s,o+t', 0o755, true, 0o7755],
  ['u+r-w', 0o300, false, 0o500],
]
test.each(modes)('mode %s of %o', (text, current, directory, expected) => {
  expect(resolveMode(text, current, directory).toString(8)).toBe(expected.toString(8))
})

describe('directory', () => {
  test('with those above it', async () => {
    const { values } = await apply(file, { path: at('a/b/c'), state: 'directory', mode: '0750' })
    expect([modeOf('a'), modeOf('a/b'), modeOf('a/b/c')]).toEqual([0o750, 0o750, 0o750])
    expect(values).toMatchObject({ path: at('a/b/c'), state: 'directory', mode: '0750' })
  })

  test('recursively', async () => {
    await apply(file, { path: at('d'), state: 'directory', recurse: true, mode: 'u=rwX,go=rX' })
    expect([modeOf('d/deep'), modeOf('d/deep/script'), modeOf('d/deep/data')]).toEqual([0o755, 0o755, 0o644])
  })

  test('through a link', async () => {
    symlinkSync('d', at('ld'))
    expect((await apply(file, { path: at('ld'), state: 'directory' })).changed).toBe(false)
  })
})

describe('link', () => {
  test('made, kept, turned, with force over a file', async () => {
    const { values } = await apply(file, { path: at('new'), src: 'f', state: 'link' })
    expect(values).toMatchObject({ dest: at('new'), src: 'f', state: 'link' })
    expect((await apply(file, { path: at('new'), src: 'd', state: 'link' })).changed).toBe(true)
    expect(readlinkSync(at('new'))).toBe('d')
    await apply(file, { path: at('f'), src: '/no/such', state: 'link', force: true })
    expect(readlinkSync(at('f'))).toBe('/no/such')
  })

  test('hard', async () => {
    await apply(file, { path: at('hard'), src: at('f'), state: 'hard' })
    expect(statSync(at('hard')).ino).toBe(statSync(at('f')).ino)
    linkSync(at('f'), at('other'))
    expect((await apply(file, { path: at('other'), src: at('f'), state: 'hard' })).changed).toBe(false)
  })
})

describe('touch', () => {
  test('makes an empty file', async () => {
    const { values } = await apply(file, { path: at('t'), state: 'touch', mode: '0640' }, undefined, {
      converges: false,
    })
    expect(values).toMatchObject({ dest: at('t'), mode: '0640', size: 0, state: 'file' })
  })

  test('keeps times when they are to be preserved', async () => {
    const raw = { path: at('t'), state: 'touch', access_time: 'preserve', modification_time: 'preserve' }
    expect((await apply(file, raw)).changed).toBe(true)
  })
})

test('absent', async () => {
  const { values } = await apply(file, { path: at('d'), state: 'absent' })
  expect(values).toEqual({ path: at('d'), state: 'absent' })
  await apply(file, { path: at('l'), state: 'absent' })
  expect([existsSync(at('d')), lstatSync(at('f')).isFile()]).toEqual([false, true])
})

test('without a state, what is there keeps its kind', async () => {
  const { values } = await apply(file, { path: at('f'), mode: '0644' })
  expect(values).toMatchObject({ state: 'file', mode: '0644', size: 4 })
  expect((await apply(file, { path: at('d/') })).values).toMatchObject({ state: 'directory' })
})

const refused: [string, Record<string, unknown>, string][] = [
  ['absent file', { path: 'no' }, 'is absent, cannot continue'],
  ['directory over a file', { path: 'f', state: 'directory' }, 'already exists as a file'],
  ['directory below a file', { path: 'f/x', state: 'directory' }, 'is not a directory'],
  ['link over a file', { path: 'f', src: 'd', state: 'link' }, 'refusing to convert from file to symlink'],
  [
    'link over a directory',
    { path: 'd', src: 'f', state: 'link' },
    'refusing to convert from directory to symlink',
  ],
  ['dangling link', { path: 'n', src: 'nothing', state: 'link' }, 'src file does not exist'],
  ['link without src', { path: 'n', state: 'link' }, 'src is required'],
  ['touch nowhere', { path: 'no/such', state: 'touch' }, 'could not touch'],
]
test.each(refused)('refused: %s', async (_name, raw, message) => {
  await expect(planHere(file, { ...raw, path: join(here, String(raw['path'])) })).rejects.toThrow(message)
})
