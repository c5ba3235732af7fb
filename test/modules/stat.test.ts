import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stat } from '../../src/modules/stat.ts'
import { apply } from './apply.ts'

const here = mkdtempSync(join(tmpdir(), 'stack-stat-'))
const file = join(here, "it's a\nfile")
writeFileSync(file, 'hello\n', { mode: 0o640 })
symlinkSync("it's a\nfile", join(here, 'link'))

const seen = async (raw: Record<string, unknown>) => (await apply(stat, raw)).values['stat']

test('a file', async () => {
  expect(await seen({ path: file, get_md5: true })).toMatchObject({
    exists: true,
    path: file,
    mode: '0640',
    isreg: true,
    isdir: false,
    size: 6,
    nlink: 1,
    rusr: true,
    wgrp: false,
    roth: false,
    readable: true,
    executable: false,
    pw_name: expect.any(String),
    checksum: 'f572d396fae9206628714fb2ce00f72e94f2258f',
    md5: 'b1946ac92492d2347c6235b4d2611184',
    mtime: expect.any(Number),
    mimetype: expect.any(String),
    attributes: expect.any(Array),
  })
})

test('a link, itself and what it leads to', async () => {
  expect(await seen({ path: join(here, 'link') })).toMatchObject({
    islnk: true,
    isreg: false,
    lnk_target: "it's a\nfile",
    lnk_source: file,
  })
  const followed = await seen({ path: join(here, 'link'), follow: true, checksum_algorithm: 'sha256' })
  expect(followed).toMatchObject({ isreg: true, checksum: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(followed).not.toHaveProperty('lnk_target')
})

test('nothing, and a directory', async () => {
  expect(await seen({ path: join(here, 'no') })).toEqual({ exists: false })
  expect(await seen({ path: here })).toMatchObject({ isdir: true, mode: '0700' })
  expect(await seen({ path: here })).not.toHaveProperty('checksum')
})
