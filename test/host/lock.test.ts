import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'
import { connect } from '../../src/host/connect.ts'

const LOCAL = { kind: 'local' } as const

const directory = mkdtempSync(join(tmpdir(), 'stack-lock-'))
const file = join(directory, 'lock')

afterAll(() => rmSync(directory, { recursive: true }))

/** Another process that takes the lock and keeps it. */
async function holder(): Promise<{ kill(): Promise<void> }> {
  const lock = { owner: 'the other run', waitMs: 0, file }
  await build({
    stdin: {
      contents: `import { openLocal } from './src/host/local.ts'
import { takeLock } from './src/host/lock.ts'
await takeLock(openLocal(), 'here', ${JSON.stringify(lock)}, {})
console.log('held')
setInterval(() => {}, 1000)`,
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
    },
    bundle: true,
    outfile: join(directory, 'holder.mjs'),
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('/')" },
  })
  const child = spawn(process.execPath, [join(directory, 'holder.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('a run that is killed leaves no lock behind', { timeout: 60_000 }, async () => {
  const other = await holder()
  const busy = connect('here', LOCAL, { lock: { owner: 'we', waitMs: 0, file } })
  await expect(busy).rejects.toMatchObject({
    code: 'locked',
    message: 'another run holds here: the other run',
  })
  await other.kill()
  await (await connect('here', LOCAL, { lock: { owner: 'we', waitMs: 5000, file } })).close()
})

test('waiting for a lock can be stopped', { timeout: 60_000 }, async () => {
  const first = await connect('here', LOCAL, { lock: { owner: 'first', waitMs: 0, file } })
  const stop = new AbortController()
  const waiting = connect('here', LOCAL, {
    lock: { owner: 'second', waitMs: 20_000, file },
    signal: stop.signal,
    onWaiting: () => stop.abort(),
  })
  await expect(waiting).rejects.toMatchObject({ code: 'interrupted' })
  await first.close()
})
