import { readFile, writeFile } from 'node:fs/promises'

/** Enough for more hosts than a machine can run. */
const INSTANCES = 8192

/**
 * Lets the machine run more hosts than about ten: systemd and its services take a dozen inotify instances in
 * each, and to the kernel they are all the same root, to whom it gives 128. Never lowered: labs share it.
 */
export async function raiseLimits(file = '/proc/sys/fs/inotify/max_user_instances'): Promise<void> {
  const allowed = Number(await readFile(file, 'utf8'))
  if (allowed < INSTANCES) await writeFile(file, `${INSTANCES}\n`)
}
