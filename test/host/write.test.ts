import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLocal } from '../../src/host/local.ts'
import { LinkSession } from '../../src/host/session.ts'
import { VALIDATION_FAILED, type WriteOptions, writeFile } from '../../src/host/write.ts'
import type { Reply } from '../../src/shell/request.ts'
import { Secret } from '../../src/shell/secret.ts'

let directory: string
let session: LinkSession

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stack-write-'))
  session = new LinkSession('here', openLocal(), () => {})
})

afterEach(async () => {
  await session.close()
  rmSync(directory, { recursive: true })
})

async function write(
  path: string,
  content: string | Secret | Uint8Array,
  options?: WriteOptions,
): Promise<Reply> {
  const request = writeFile(path, content, options)
  expect(spawnSync('sh', ['-n'], { input: request.command.text }).status).toBe(0)
  const [reply] = await (await session.shell()).send([{ ...request, umask: '022' }])
  if (reply === undefined) throw new Error('no reply')
  return reply
}

const done = { kind: 'code', code: 0 }

test.each(['plain', 'with space', "it's", 'new\nline', 'ends in newline\n', '-rf', '$HOME'])(
  'writes %j whole, readable as the umask says, and leaves nothing else',
  async (name) => {
    expect((await write(join(directory, name), 'text\n')).exit).toEqual(done)
    expect(readdirSync(directory)).toEqual([name])
    expect(readFileSync(join(directory, name), 'utf8')).toBe('text\n')
    expect(statSync(join(directory, name)).mode & 0o7777).toBe(0o644)
  },
)

test('bytes, secrets and emptiness', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  await write(join(directory, 'bytes'), bytes)
  expect(readFileSync(join(directory, 'bytes')).equals(bytes)).toBe(true)
  await write(join(directory, 'secret'), new Secret('pässword'), { mode: '0600' })
  expect(readFileSync(join(directory, 'secret'), 'utf8')).toBe('pässword')
  expect(statSync(join(directory, 'secret')).mode & 0o777).toBe(0o600)
  await write(join(directory, 'secret'), '')
  expect(readFileSync(join(directory, 'secret'), 'utf8')).toBe('')
})

test('an existing file keeps its mode; a symbolic mode starts from it', async () => {
  const path = join(directory, 'file')
  writeFileSync(path, 'old')
  chmodSync(path, 0o640)
  await write(path, 'new')
  expect(statSync(path).mode & 0o777).toBe(0o640)
  await write(path, 'newer', { mode: 'o+r' })
  expect(statSync(path).mode & 0o777).toBe(0o644)
})

test.skipIf(userInfo().uid !== 0)('owner and group are set, and kept; setuid survives', async () => {
  const path = join(directory, 'file')
  await write(path, 'x', { owner: 'nobody', group: 'daemon', mode: '4755' })
  const { uid, gid, mode } = statSync(path)
  expect([uid, gid, mode & 0o7777]).toEqual([65534, 1, 0o4755])
  await write(path, 'y', { group: 'root' })
  expect([statSync(path).uid, statSync(path).gid, statSync(path).mode & 0o7777]).toEqual([65534, 0, 0o4755])
})

test('what the validator refuses does not take the place of the old file', async () => {
  const path = join(directory, 'a b')
  writeFileSync(path, 'old')
  const refused = await write(path, 'bad content', { validate: "grep -q 'good content' %s" })
  expect(refused.exit).toEqual({ kind: 'code', code: VALIDATION_FAILED })
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(directory)).toEqual(['a b'])
  expect((await write(path, 'good content', { validate: "grep -q 'good content' %s" })).exit).toEqual(done)
})

test('a validator is no shell text', async () => {
  const reply = await write(join(directory, 'x'), 'x', { validate: `test -f %s ; touch ${directory}/bad` })
  expect(reply.exit).toEqual({ kind: 'code', code: VALIDATION_FAILED })
  expect(existsSync(join(directory, 'bad'))).toBe(false)
})

test('a backup is named in the answer', async () => {
  const path = join(directory, 'file')
  writeFileSync(path, 'old')
  const saved = (await write(path, 'new', { backup: true })).stdout.toString()
  expect(saved).toMatch(/file\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/)
  expect(readFileSync(saved, 'utf8')).toBe('old')
  expect((await write(join(directory, 'fresh'), 'new', { backup: true })).stdout.toString()).toBe('')
})

test('links are written through, or replaced', async () => {
  const [target, link] = [join(directory, 'target\n'), join(directory, 'link')]
  writeFileSync(target, 'old')
  symlinkSync('target\n', link)
  await write(link, 'through')
  expect([readFileSync(target, 'utf8'), lstatSync(link).isSymbolicLink()]).toEqual(['through', true])
  await write(link, 'instead', { replaceLink: true })
  expect([readFileSync(target, 'utf8'), lstatSync(link).isFile()]).toEqual(['through', true])
})

test('a content that did not arrive whole is not kept', async () => {
  const path = join(directory, 'file')
  const [reply] = await (await session.shell()).send([{ ...writeFile(path, 'all of it'), stdin: 'all' }])
  expect(reply?.exit).toEqual({ kind: 'code', code: 74 })
  expect(readdirSync(directory)).toEqual([])
})

test.each([
  ['a directory that is not there', 'no/file'],
  ['a directory in its place', '.'],
])('%s is a failure that leaves nothing', async (_name, path) => {
  expect((await write(join(directory, path), 'x')).exit).not.toEqual(done)
  expect(readdirSync(directory)).toEqual([])
})

test('an interrupted write leaves the old file and nothing else', async () => {
  const path = join(directory, 'file')
  writeFileSync(path, 'old')
  const request = { ...writeFile(path, 'new', { validate: 'sh -c "sleep 30" %s' }), timeoutMs: 300 }
  const [reply] = await (await session.shell()).send([request])
  expect(reply?.exit.kind).toBe('timeout')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(directory)).toEqual(['file'])
})
