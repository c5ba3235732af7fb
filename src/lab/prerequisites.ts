import { accessSync, constants } from 'node:fs'
import { StackError } from '../errors.ts'
import type { OnProgress } from './events.ts'
import { run } from './process.ts'

/** What the lab runs on this machine, and the Debian package it is in. */
const tools: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  'systemd-nspawn': 'systemd-container',
  ip: 'iproute2',
  nft: 'nftables',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
}

/** A user's PATH may lack the directories of what only root runs. */
const always = ['/usr/sbin', '/sbin']

/** The Debian packages that the lab needs and this machine lacks. */
export function missingPackages(path = process.env.PATH ?? '', also = always): string[] {
  const directories = [...path.split(':'), ...also]
  const missing = Object.entries(tools).filter(
    ([tool]) => !directories.some((dir) => executable(`${dir}/${tool}`)),
  )
  return [...new Set(missing.map(([, name]) => name))]
}

/** Why no lab can run here, or undefined if one can (after `labPrerequisites` at most). */
export function labObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'the lab needs Linux'
  if (process.getuid?.() !== 0)
    return 'the lab needs root: it makes namespaces, mounts and network interfaces'
  if (missingPackages().length > 0 && !executable('/usr/bin/apt-get')) {
    return `the lab needs ${missingPackages().join(', ')}, and there is no apt-get to install it with`
  }
  return undefined
}

/**
 * Installs the Debian packages that the lab needs, only those missing.
 * Throws StackError `environment` when it is not root or the packages cannot be installed.
 */
export async function labPrerequisites(onProgress?: OnProgress): Promise<void> {
  requireLab()
  const packages = missingPackages()
  if (packages.length === 0) return
  onProgress?.({ kind: 'packages', phase: 'installing', packages })
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-qq']
  const install = ['apt-get', ...options, '--no-install-recommends', '-y', 'install', ...packages]
  const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' } }
  // Lists that are missing or old make the first attempt fail.
  const first = await run(install, quiet)
  if (first.code !== 0) {
    await run(['apt-get', ...options, 'update'], quiet)
    const { code, stderr } = await run(install, quiet)
    if (code !== 0) {
      throw new StackError(
        'environment',
        `the lab needs ${packages.join(', ')}, which apt-get cannot install`,
        {
          hint: stderr.trim().split('\n').slice(-3).join(' '),
        },
      )
    }
  }
  onProgress?.({ kind: 'packages', phase: 'installed', packages })
}

/** Throws StackError `environment` unless labs can run here. */
export function requireLab(): void {
  const obstacle = labObstacle()
  if (obstacle === undefined) return
  throw new StackError('environment', obstacle, { hint: 'run it as root on Debian or Ubuntu' })
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
