import { spawn } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StackError } from '../errors.ts'

/** Runs `work` while no other process holds the lock file `path`, waiting for it as long as it takes. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const release = await acquire(path)
  try {
    return await work()
  } finally {
    await release()
  }
}

/**
 * The file is removed before it is freed, so what was waited for may be a file that nobody else can see any
 * more: then the wait starts again.
 */
const hold = `
while :; do
  exec 9>"$1"; flock 9
  [ "$1" -ef /proc/self/fd/9 ] && break
done
echo held; exec cat >/dev/null`

/** The lock lives in a child that ends when its stdin closes: even `kill -9` of this process frees it. */
async function acquire(path: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true })
  const child = spawn('sh', ['-c', hold, 'sh', path], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Ctrl-C at a terminal must not free the lock before the cleaning up is done.
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => reject(failure(path, cause.message)))
    child.once('exit', (code) => reject(failure(path, `exit code ${code}`)))
    child.stdout.once('data', () => resolve())
  })
  return async () => {
    await rm(path, { force: true })
    child.stdin.end()
    await ended
  }
}

function failure(path: string, why: string): StackError {
  return new StackError('environment', `cannot lock ${path}: ${why}`)
}
