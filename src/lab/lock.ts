import { spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
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

/** The lock lives in a child that ends when its stdin closes: even `kill -9` of this process frees it. */
async function acquire(path: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true })
  const child = spawn('flock', ['--no-fork', path, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Ctrl-C at a terminal must not free the lock before the cleaning up is done.
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new StackError('environment', `cannot lock ${path}: ${cause.message}`, { cause })),
    )
    child.once('exit', (code) =>
      reject(new StackError('environment', `cannot lock ${path}: flock exited with ${code}`)),
    )
    child.stdout.once('data', () => resolve())
  })
  return async () => {
    child.stdin.end()
    await ended
  }
}
