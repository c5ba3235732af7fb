import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { ROOT } from './sourceFiles.ts'

const ENV = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }

/** Runs the built program to its end. */
export function stack(
  args: readonly string[],
  options: { readonly cwd?: string; readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): SpawnSyncReturns<string> {
  const { cwd = ROOT, input = '', env = {} } = options
  return spawnSync(process.execPath, [`${ROOT}dist/main.js`, ...args], {
    cwd,
    input,
    env: { ...ENV, ...env },
    encoding: 'utf8',
  })
}

/** Starts the built program. */
export function startStack(args: readonly string[], cwd: string = ROOT, env: NodeJS.ProcessEnv = {}) {
  return spawn(process.execPath, [`${ROOT}dist/main.js`, ...args], {
    cwd,
    env: { ...ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
