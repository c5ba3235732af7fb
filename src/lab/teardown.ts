import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { killCgroup } from './cgroup.ts'
import { stopHost } from './machine.ts'
import { labNames } from './names.ts'
import { removeNetwork } from './network.ts'
import { run } from './process.ts'

/**
 * Removes everything that bears the lab's name, found by name and not by what a state file remembers.
 * The caller holds the lab's lock.
 */
export async function tearDown(lab: string): Promise<void> {
  const { directory, cgroup, netns } = labNames(lab)
  const hosts = new Set([...(await subdirectories(`${directory}/hosts`)), ...(await hostNamespaces(netns))])
  await Promise.all([...hosts].map((host) => stopHost(lab, host)))
  await killCgroup(cgroup)
  await removeNetwork(lab)
  await rm(directory, { recursive: true, force: true })
}

async function subdirectories(path: string): Promise<string[]> {
  return existsSync(path) ? readdir(path) : []
}

async function hostNamespaces(netns: string): Promise<string[]> {
  const names = (await run(['ip', 'netns', 'list'])).stdout
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
  return names.filter((name) => name.startsWith(`${netns}.`)).map((name) => name.slice(netns.length + 1))
}
