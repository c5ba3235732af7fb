import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileContent } from '../../../src/host/observations/fileContent.ts'
import { fileHash } from '../../../src/host/observations/fileHash.ts'
import { fileStat, fileStatFollow } from '../../../src/host/observations/fileStat.ts'
import { fileTree } from '../../../src/host/observations/fileTree.ts'
import { read } from './read.ts'

const ODD = [
  'with space',
  "it's",
  'dollar $HOME `id`',
  'new\nline',
  'back\\slash',
  '-rf',
  'ünï',
  '*',
  '"q"',
  '(',
]

let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'stack-files-'))
  for (const name of ODD) writeFileSync(join(directory, name), `content of ${name}`)
  mkdirSync(join(directory, 'sub'))
  writeFileSync(join(directory, 'sub', 'inner'), 'x')
  writeFileSync(join(directory, 'big'), Buffer.alloc(200_000, 1))
  writeFileSync(join(directory, 'empty'), '')
  writeFileSync(join(directory, 'mode'), '')
  chmodSync(join(directory, 'mode'), 0o4750)
  symlinkSync('mode', join(directory, 'link'))
  symlinkSync('no such\nfile', join(directory, 'dangling'))
})

afterAll(() => rmSync(directory, { recursive: true }))

test('fileStat tells files with odd names from missing ones', async () => {
  const names = [...ODD, 'missing', 'missing/deeper']
  const stats = await read(
    fileStat,
    names.map((name) => join(directory, name)),
  )
  const exists = stats.map((stat) => stat.exists)
  expect(exists).toEqual(names.map((name) => !name.startsWith('missing')))
})

test('fileStat says what Node says', async () => {
  const path = join(directory, 'mode')
  const [stat] = await read(fileStat, [path])
  const truth = statSync(path)
  expect(stat).toMatchObject({
    exists: true,
    type: 'file',
    mode: 0o4750,
    uid: truth.uid,
    gid: truth.gid,
    size: 0,
    inode: truth.ino,
    device: truth.dev,
    links: 1,
    target: undefined,
  })
  expect(stat?.exists && Math.abs(stat.mtime - truth.mtimeMs / 1000)).toBeLessThan(0.001)
})

test('links are themselves, or followed', async () => {
  const paths = ['link', 'dangling', 'sub'].map((name) => join(directory, name))
  expect(await read(fileStat, paths)).toMatchObject([
    { type: 'link', target: 'mode' },
    { type: 'link', target: 'no such\nfile' },
    { type: 'directory' },
  ])
  expect(await read(fileStatFollow, paths)).toMatchObject([
    { type: 'file', mode: 0o4750 },
    { exists: false },
    { type: 'directory' },
  ])
})

test('fileHash hashes with each algorithm', async () => {
  const path = join(directory, 'new\nline')
  const digest = (algorithm: string): string =>
    createHash(algorithm).update('content of new\nline').digest('hex')
  const keys = [
    { path },
    { path, algorithm: 'sha1' },
    { path, algorithm: 'md5' },
    { path: '/no' },
    { path: '/' },
  ] as const
  expect(await read(fileHash, keys)).toEqual([
    digest('sha256'),
    digest('sha1'),
    digest('md5'),
    undefined,
    undefined,
  ])
})

test('fileContent keeps many files apart', async () => {
  const names = [...ODD, 'empty', 'big', 'sub', 'missing', 'link', 'dangling']
  const contents = await read(
    fileContent,
    names.map((name) => ({ path: join(directory, name) })),
  )
  const shown = contents.map((content) =>
    content.kind === 'file' ? content.content.toString() : content.kind,
  )
  expect(shown).toEqual([
    ...ODD.map((name) => `content of ${name}`),
    '',
    'large',
    'unreadable',
    'absent',
    '',
    'absent',
  ])
})

test('fileContent takes a file of exactly the limit', async () => {
  const [content] = await read(fileContent, [{ path: join(directory, 'big'), limit: 200_000 }])
  expect(content?.kind === 'file' && content.content.length).toBe(200_000)
})

test('fileTree lists what is below, or says that there is no directory', async () => {
  const [tree, missing] = await read(fileTree, [directory, join(directory, 'empty')])
  expect(missing).toBeUndefined()
  const paths = tree?.map((entry) => entry.path) ?? []
  expect([...paths].sort()).toEqual(
    [...ODD, 'sub', 'sub/inner', 'big', 'empty', 'mode', 'link', 'dangling'].sort(),
  )
  expect(paths.indexOf('sub')).toBeLessThan(paths.indexOf('sub/inner'))
})
