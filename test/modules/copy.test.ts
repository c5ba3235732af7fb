import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { copy } from '../../src/modules/copy.ts'
import { template } from '../../src/modules/template.ts'
import { apply, planHere, taskIn } from './apply.ts'

let here: string
let task: ReturnType<typeof taskIn>
const read = (name: string) => readFileSync(join(here, name), 'utf8')
const modeOf = (name: string) => statSync(join(here, name)).mode & 0o7777

beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'stack-copy-'))
  mkdirSync(join(here, 'source/tree/sub/empty'), { recursive: true })
  writeFileSync(join(here, 'source/one'), 'one\n', { mode: 0o640 })
  writeFileSync(join(here, 'source/tree/a b'), "it's\n")
  writeFileSync(join(here, 'source/tree/sub/c'), Buffer.from([0, 255, 10, 13]))
  writeFileSync(join(here, 'source/hello.j2'), 'Hello {{ name }}\n')
  task = taskIn(join(here, 'source'), { name: 'wörld' })
})

describe('copy', () => {
  test('a new file, then nothing to do, then its mode, then its content', async () => {
    const dest = join(here, 'new file')
    const first = await apply(copy, { src: 'one', dest, mode: '0600' }, task)
    expect(first).toMatchObject({
      changed: true,
      values: {
        dest,
        checksum: expect.any(String),
        mode: '0600',
        size: 4,
        state: 'file',
        owner: expect.any(String),
      },
    })
    expect(read('new file')).toBe('one\n')
    expect((await apply(copy, { src: 'one', dest, mode: '0600' }, task)).changed).toBe(false)
    const mode = await apply(copy, { src: 'one', dest, mode: 'u=rw,go=r' }, task)
    expect(mode.plan.steps[0]?.title).toBe(`set mode of ${dest}`)
    expect(mode.plan.steps[0]?.diff).toMatchObject({
      before: expect.stringContaining('"0600"'),
      after: expect.stringContaining('"0644"'),
    })
    writeFileSync(dest, 'drift\n')
    const put = await apply(copy, { src: 'one', dest, backup: true }, task)
    expect(put.plan.steps[0]?.diff).toMatchObject({ before: 'drift\n', after: 'one\n' })
    expect(readFileSync(String(put.values['backup_file']), 'utf8')).toBe('drift\n')
    expect(modeOf('new file')).toBe(0o644)
  })

  test('into a directory, with the mode it has', async () => {
    mkdirSync(join(here, 'd'))
    expect(
      (await apply(copy, { src: 'one', dest: join(here, 'd'), mode: 'preserve' }, task)).values['dest'],
    ).toBe(join(here, 'd/one'))
    expect(modeOf('d/one')).toBe(0o640)
    await apply(copy, { src: 'one', dest: `${here}/made/` }, task)
    expect(read('made/one')).toBe('one\n')
  })

  test('a tree, as itself or only what is in it', async () => {
    await apply(copy, { src: 'tree', dest: join(here, 'x'), directory_mode: '0750' }, task)
    expect(read('x/tree/a b')).toBe("it's\n")
    expect(readFileSync(join(here, 'x/tree/sub/c'))).toEqual(Buffer.from([0, 255, 10, 13]))
    expect(statSync(join(here, 'x/tree/sub/empty')).mode & 0o777).toBe(0o750)
    await apply(copy, { src: 'tree/', dest: join(here, 'y') }, task)
    expect(readdirSync(join(here, 'y')).sort()).toEqual(['a b', 'sub'])
  })

  test('a text, data as JSON, a long one by its hash', async () => {
    await apply(copy, { content: '', dest: join(here, 'empty') })
    expect(read('empty')).toBe('')
    await apply(copy, { content: { a: 1 }, dest: join(here, 'json') })
    expect(JSON.parse(read('json'))).toEqual({ a: 1 })
    const long = 'x'.repeat(200_000)
    await apply(copy, { content: long, dest: join(here, 'long') })
    expect((await apply(copy, { content: long, dest: join(here, 'long') })).changed).toBe(false)
    expect((await apply(copy, { content: `${long}y`, dest: join(here, 'long') })).changed).toBe(true)
  })

  test('links are replaced, or followed', async () => {
    writeFileSync(join(here, 'target'), 'old')
    symlinkSync('target', join(here, 'link'))
    await apply(copy, { content: 'new', dest: join(here, 'link'), follow: true })
    expect(read('target')).toBe('new')
    await apply(copy, { content: 'new', dest: join(here, 'link') })
    expect(
      readdirSync(here, { withFileTypes: true })
        .find((entry) => entry.name === 'link')
        ?.isFile(),
    ).toBe(true)
  })

  test('force: false leaves what is there', async () => {
    writeFileSync(join(here, 'mine'), 'mine')
    expect((await apply(copy, { content: 'other', dest: join(here, 'mine'), force: false })).changed).toBe(
      false,
    )
  })

  test('a validator that refuses keeps the old file', async () => {
    writeFileSync(join(here, 'conf'), 'good\n')
    const dest = join(here, 'conf')
    await expect(apply(copy, { content: 'bad\n', dest, validate: 'grep -q good %s' })).rejects.toThrow(
      'failed',
    )
    expect(read('conf')).toBe('good\n')
    expect(readdirSync(here).filter((name) => name.startsWith('.stack'))).toEqual([])
  })

  const refused: [string, Record<string, unknown>, string][] = [
    [
      'no directory',
      { content: 'x', dest: '/no/such/directory/x' },
      'Destination directory /no/such/directory does not exist',
    ],
    ['a directory in its place', { content: 'x', dest: '/tmp' }, 'can not use content with a dir as dest'],
    ['no source', { src: 'nothing', dest: '/tmp/x' }, 'ENOENT'],
    [
      'wrong checksum',
      { src: 'one', dest: '/tmp/x', checksum: 'abc' },
      'does not match the expected checksum',
    ],
  ]
  test.each(refused)('refused: %s', async (_name, raw, message) => {
    await expect(planHere(copy, raw, task)).rejects.toThrow(message)
  })

  test('files of the host itself', async () => {
    const src = join(here, 'source/one')
    const dest = join(here, 'copied')
    expect((await apply(copy, { src, dest, remote_src: true, mode: '0600' })).changed).toBe(true)
    expect(read('copied')).toBe('one\n')
    await apply(copy, { src: join(here, 'source/tree'), dest: join(here, 'z'), remote_src: true })
    expect(read('z/tree/sub/c')).toBe(readFileSync(join(here, 'source/tree/sub/c'), 'utf8'))
    await expect(planHere(copy, { src: '/no/such', dest, remote_src: true })).rejects.toThrow(
      'Source /no/such not found',
    )
  })
})

test('template renders and keeps', async () => {
  const dest = join(here, 'hello')
  const { values } = await apply(template, { src: 'hello.j2', dest, mode: 0o600 }, task)
  expect(read('hello')).toBe('Hello wörld\n')
  expect(values).toMatchObject({ mode: '0600', dest })
  expect((await apply(template, { src: 'hello.j2', dest }, task)).changed).toBe(false)
})
