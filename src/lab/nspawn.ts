import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { cgroupRoots } from './cgroup.ts'
import { poolDirectory } from './image.ts'
import { hostNames } from './names.ts'
import { poolInHost } from './recipe.ts'
import type { LabHost } from './state.ts'

/**
 * Starts a host's systemd over `image`, detached from this process; it outlives it. The host's upper directory
 * and network namespace must be there. What it says on its console goes to its console file.
 */
export async function startHost(host: LabHost, image: string, lab: string): Promise<void> {
  const { directory, console: log, cgroup } = hostNames(lab, host.name)
  const cgroups = (await cgroupRoots()).map((root) => `${root}/${cgroup}`)
  for (const path of cgroups.flatMap((path) => [`${path}/keeper`, `${path}/run`]))
    await mkdir(path, { recursive: true })
  await mkdir(poolDirectory(host.release), { recursive: true })
  const script = ['sh', '-c', keeperScript, 'sh', directory, image, cgroups.join(' ')]
  const output = openSync(log, 'w')
  const child = spawn(
    'unshare',
    ['--mount', '--propagation', 'slave', ...script, ...nspawnCommand(host, lab)],
    {
      detached: true,
      stdio: ['ignore', output, output],
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        // systemd 258 and later refuses cgroup version 1; the older ones take either.
        SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1',
        // Sysctls of the host's own network may be set, the machine's may not.
        SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network',
      },
    },
  )
  // A host that cannot be started is noticed as one that does not answer.
  child.on('error', () => undefined)
  child.unref()
  closeSync(output)
}

/**
 * `$1` is the host's directory, `$2` the image, `$3` its cgroup in each hierarchy, the rest nspawn's command.
 * - The overlay is mounted in a mount namespace of the keeper's, so it goes when the processes go. It is
 *   volatile: nothing waits for the disk, as nothing of it has to survive a crash.
 * - The keeper and nspawn are in cgroups beside each other: version 2 allows no process in an inner one.
 * - Exit code 133 of nspawn is a reboot of the host.
 */
const keeperScript = `
cd "$1" || exit; image=$2 cgroups=$3; shift 3
for path in $cgroups; do echo $$ > "$path/keeper/cgroup.procs" || exit; done
mount -t overlay -o "volatile,lowerdir=$image,upperdir=upper,workdir=work" overlay root || exit
while :; do
  sh -c 'for path in $0; do echo $$ > "$path/run/cgroup.procs" || exit; done; exec "$@"' "$cgroups" "$@"
  [ $? = 133 ] || exit
done`

function nspawnCommand(host: LabHost, lab: string): string[] {
  const { hostname, netns } = hostNames(lab, host.name)
  return [
    ...['systemd-nspawn', '--quiet', '--boot', '--register=no', '--keep-unit', '--directory=root'],
    ...[`--machine=${hostname}`, `--network-namespace-path=/run/netns/${netns}`],
    ...['--resolv-conf=off', '--timezone=off', '--link-journal=no', '--console=read-only'],
    ...[`--bind=${poolDirectory(host.release)}:${poolInHost}`, '--capability=CAP_NET_ADMIN,CAP_NET_RAW'],
  ]
}
