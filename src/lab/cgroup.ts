import { existsSync } from 'node:fs'
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { StackError } from '../errors.ts'

/**
 * The mounted cgroup hierarchies a host's processes are kept in: version 2, and version 1's `name=systemd`
 * where there is one. systemd-nspawn needs them both to agree about where it was started.
 * Throws StackError `environment` when there is no version 2 hierarchy.
 */
export async function cgroupRoots(): Promise<string[]> {
  const roots = findRoots(await readFile('/proc/self/mountinfo', 'utf8'))
  if (roots.length > 0) return roots
  throw new StackError('environment', 'no cgroup version 2 hierarchy is mounted, and lab hosts need one', {
    hint: 'mount it: mount -t cgroup2 cgroup2 /sys/fs/cgroup',
  })
}

/** The version 2 hierarchy's mount point first; empty without one. `mountinfo` as in proc(5). */
export function findRoots(mountinfo: string): string[] {
  const mounts = mountinfo.split('\n').map((line) => {
    const [left = '', right = ''] = line.split(' - ')
    const [type = '', , options = ''] = right.split(' ')
    return { point: left.split(' ')[4] ?? '', type, options: options.split(',') }
  })
  const unified = mounts.find((mount) => mount.type === 'cgroup2')
  const named = mounts.find((mount) => mount.type === 'cgroup' && mount.options.includes('name=systemd'))
  return unified === undefined ? [] : [unified.point, ...(named ? [named.point] : [])]
}

/** The ids of all processes in the cgroup `path` and below, a host's init among them. */
export async function processesIn(path: string): Promise<number[]> {
  const own = existsSync(`${path}/cgroup.procs`)
    ? await readFile(`${path}/cgroup.procs`, 'utf8').catch(() => '')
    : ''
  const below = await Promise.all((await childrenOf(path)).map(processesIn))
  return [...own.split('\n').filter(Boolean).map(Number), ...below.flat()]
}

/** Kills all that runs in the cgroup of this name, in every hierarchy, and removes it. Throws if some won't die. */
export async function killCgroup(name: string): Promise<void> {
  for (const root of await cgroupRoots()) {
    const path = `${root}/${name}`
    if (!existsSync(path)) continue
    await killAll(path)
    await removeTree(path)
  }
}

async function killAll(path: string): Promise<void> {
  for (let wait = 1; wait < 2000; wait *= 1.5) {
    if (existsSync(`${path}/cgroup.kill`)) await writeFile(`${path}/cgroup.kill`, '1').catch(() => undefined)
    const left = await processesIn(path)
    if (left.length === 0) return
    for (const pid of left) kill(pid)
    await sleep(wait)
  }
  const left = await processesIn(path)
  if (left.length > 0) throw new StackError('environment', `processes ${left.join(', ')} cannot be killed`)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}

/** A cgroup is removed by rmdir, deepest first; the kernel may need a moment after the last process. */
async function removeTree(path: string): Promise<void> {
  for (const child of await childrenOf(path)) await removeTree(child)
  for (let attempt = 0; attempt < 50; attempt++) {
    const failed = await rmdir(path).then(
      () => false,
      () => existsSync(path),
    )
    if (!failed) return
    await sleep(10)
  }
  throw new StackError('environment', `cannot remove the cgroup ${path}`)
}

async function childrenOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map((entry) => `${path}/${entry.name}`)
}
