import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { labsDirectory } from './names.ts'

interface Setting {
  readonly file: string
  /** At least this much is needed while a lab is up. */
  readonly needed: number
  /** Where the value from before is kept until the last lab goes. */
  readonly before: string
}

const SETTINGS: readonly Setting[] = [
  { file: '/proc/sys/net/ipv4/ip_forward', needed: 1, before: `${labsDirectory}/.ip_forward` },
  // Every systemd takes some eight of the 128 that all processes of one user share by default.
  { file: '/proc/sys/fs/inotify/max_user_instances', needed: 4096, before: `${labsDirectory}/.inotify` },
]

/** Raises what labs need of the machine's kernel settings, remembering what was there. */
export async function raiseSettings(): Promise<void> {
  for (const { file, needed, before } of SETTINGS) {
    const current = (await readFile(file, 'utf8')).trim()
    if (Number(current) >= needed) continue
    await writeFile(before, current)
    await writeFile(file, String(needed))
  }
}

/** Puts back what was there before the first lab. */
export async function restoreSettings(): Promise<void> {
  for (const { file, before } of SETTINGS) {
    if (!existsSync(before)) continue
    await writeFile(file, await readFile(before, 'utf8'))
    await rm(before)
  }
}
