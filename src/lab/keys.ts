import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { hostNames, labNames } from './names.ts'
import { must } from './process.ts'
import type { LabHost } from './state.ts'

/** Makes the lab's login key unless it has one. */
export async function ensureLabKey(lab: string): Promise<void> {
  const { key } = labNames(lab)
  if (!existsSync(key)) await generate(key, `stack lab ${lab}`)
}

/** Makes the host's own key unless it has one: it outlives a reset, so known_hosts stays true. */
export async function ensureHostKey(lab: string, host: string): Promise<string> {
  const { directory } = hostNames(lab, host)
  await mkdir(directory, { recursive: true })
  const key = `${directory}/host_key`
  if (!existsSync(key)) await generate(key, host)
  return key
}

/** Writes the known_hosts file: each host's key under its address and its name, known before it first boots. */
export async function writeKnownHosts(lab: string, hosts: readonly LabHost[]): Promise<void> {
  const lines = await Promise.all(
    hosts.map(async ({ name, address }) => {
      const [type, key] = (await readFile(`${await ensureHostKey(lab, name)}.pub`, 'utf8')).split(' ')
      return `${address},${name} ${type} ${key}\n`
    }),
  )
  await writeFile(labNames(lab).knownHosts, lines.join(''))
}

async function generate(path: string, comment: string): Promise<void> {
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path])
}
