import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withLock } from '../../src/lab/lock.ts'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(`${tmpdir()}/lock-`)
})
afterAll(() => rm(directory, { recursive: true }))

it('lets one at a time work, and leaves no file', async () => {
  const path = `${directory}/one.lock`
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await sleep(5)
    inside -= 1
  }
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)))
  expect(most).toBe(1)
  expect(existsSync(path)).toBe(false)
})

it('is free again after work that failed', async () => {
  const path = `${directory}/two.lock`
  await expect(withLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await withLock(path, () => Promise.resolve('done'))).toBe('done')
})
