import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { missingPackages } from '../../src/lab/prerequisites.ts'

it('misses the packages of exactly the tools that are not there', async () => {
  const directory = await mkdtemp(`${tmpdir()}/tools-`)
  const all = ['mmdebstrap', 'systemd-nspawn', 'ip', 'nft', 'ssh', 'ssh-keygen']
  for (const tool of all) await writeFile(`${directory}/${tool}`, '', { mode: 0o755 })
  expect(missingPackages(directory, [])).toEqual([])
  await rm(`${directory}/ssh-keygen`)
  await rm(`${directory}/systemd-nspawn`)
  expect(missingPackages(directory, [])).toEqual(['systemd-container', 'openssh-client'])
  await rm(directory, { recursive: true })
})
