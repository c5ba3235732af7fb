import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { raiseLimits } from '../../src/lab/limits.ts'

it.each([
  ['128\n', '8192\n'],
  ['8192\n', '8192\n'],
  ['65536\n', '65536\n'],
])('raises a limit and never lowers it: %j becomes %j', async (before, after) => {
  const directory = await mkdtemp(join(tmpdir(), 'limits-'))
  const file = join(directory, 'max_user_instances')
  await writeFile(file, before)
  await raiseLimits(file)
  expect(await readFile(file, 'utf8')).toBe(after)
  await rm(directory, { recursive: true })
})
