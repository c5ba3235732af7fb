import { spawnSync } from 'node:child_process'

/** Why there is no `ansible-playbook` to compare with, or undefined when there is or can be one. */
export function ansibleObstacle(): string | undefined {
  if (hasAnsible()) return undefined
  return process.getuid?.() === 0 ? undefined : 'ansible is not installed, and only root can install it'
}

/** Installs Debian's ansible where it is missing. */
export function installAnsible(): void {
  if (hasAnsible()) return
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-qq', '--no-install-recommends', '-y']
  const { status, stderr } = spawnSync('apt-get', [...options, 'install', 'ansible'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`apt-get could not install ansible: ${stderr}`)
}

function hasAnsible(): boolean {
  return spawnSync('ansible-playbook', ['--version']).status === 0
}
