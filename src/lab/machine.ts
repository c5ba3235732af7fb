import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { chmod, chown, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { StackError } from '../errors.ts'
import { cgroupRoots, killCgroup, processesIn } from './cgroup.ts'
import { poolDirectory } from './image.ts'
import { ensureHostKey } from './keys.ts'
import { hostNames, labNames } from './names.ts'
import { connectHost, disconnectHost } from './network.ts'
import { imageUsers, poolInHost } from './recipe.ts'
import type { LabHost } from './state.ts'

/** What all hosts of a lab have in common. */
export interface Surroundings {
  readonly lab: string
  /** All of the lab's hosts, for /etc/hosts. */
  readonly hosts: readonly LabHost[]
  readonly resolvConf: string
}

/**
 * Boots a host from the base image and waits until its sshd answers. Nothing of it may exist yet.
 * Throws StackError `environment` with the end of the host's console if it does not come up in a minute.
 */
export async function bootHost(host: LabHost, image: string, around: Surroundings): Promise<void> {
  const { directory } = hostNames(around.lab, host.name)
  await Promise.all([writeUpper(host, around), connectHost(around.lab, host.name, host.address)])
  await start(host, image, around.lab)
  for (let waited = 0; waited < 60_000; waited += 25) {
    if (await sshAnswers(host.address)) return
    await sleep(25)
  }
  const said = (await readFile(`${directory}/console.log`, 'utf8'))
    .trimEnd()
    .split('\n')
    .slice(-15)
    .join('\n')
  throw new StackError('environment', `lab host ${host.name} did not boot; its console ends with:\n${said}`, {
    host: host.name,
  })
}

/** Stops a host at once and forgets all it wrote, but for its key. Also right for one half made, or gone. */
export async function stopHost(lab: string, host: string): Promise<void> {
  const { directory, cgroup } = hostNames(lab, host)
  await killCgroup(cgroup)
  await disconnectHost(lab, host)
  for (const part of ['upper', 'work']) await rm(`${directory}/${part}`, { recursive: true, force: true })
}

/** The process id, on this machine, of the host's init; undefined if the host does not run. */
export async function initOf(lab: string, host: string): Promise<number | undefined> {
  const [root = ''] = await cgroupRoots()
  for (const pid of await processesIn(`${root}/${hostNames(lab, host).cgroup}`)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    if (/^NSpid:.*\t1$/m.test(status)) return pid
  }
  return undefined
}

/** Writes what is the host's own over the image. Directories get the image's modes: the upper one's count. */
async function writeUpper(host: LabHost, { lab, hosts, resolvConf }: Surroundings): Promise<void> {
  const { directory, hostname } = hostNames(lab, host.name)
  const upper = `${directory}/upper`
  for (const part of ['work', 'root', 'upper/etc/ssh'])
    await mkdir(`${directory}/${part}`, { recursive: true })
  await chmod(upper, 0o755)
  const key = await ensureHostKey(lab, host.name)
  await Promise.all([
    writeFile(`${upper}/etc/hostname`, `${hostname}\n`),
    writeFile(`${upper}/etc/machine-id`, `${randomBytes(16).toString('hex')}\n`),
    writeFile(`${upper}/etc/hosts`, hostsFile(hostname, hosts)),
    writeFile(`${upper}/etc/resolv.conf`, resolvConf),
    copyFile(key, `${upper}/etc/ssh/ssh_host_ed25519_key`),
    copyFile(`${key}.pub`, `${upper}/etc/ssh/ssh_host_ed25519_key.pub`),
    authorize(lab, `${upper}/root`, 0),
    authorize(lab, `${upper}/home/ops`, imageUsers.ops),
    authorize(lab, `${upper}/home/deploy`, imageUsers.deploy),
  ])
}

async function authorize(lab: string, home: string, owner: number): Promise<void> {
  await mkdir(`${home}/.ssh`, { recursive: true, mode: 0o700 })
  await chmod(home, 0o700)
  await copyFile(`${labNames(lab).key}.pub`, `${home}/.ssh/authorized_keys`)
  await chmod(`${home}/.ssh/authorized_keys`, 0o600)
  for (const path of [home, `${home}/.ssh`, `${home}/.ssh/authorized_keys`]) await chown(path, owner, owner)
}

function hostsFile(hostname: string, hosts: readonly LabHost[]): string {
  const others = hosts.map(({ name, address }) => `${address} ${name}\n`).join('')
  return `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n::1 localhost ip6-localhost ip6-loopback\n${others}`
}

/**
 * `$1` is the host's directory, `$2` the image, the rest the hierarchies' cgroup directories, `--`, and nspawn's
 * command. The overlay is mounted in a mount namespace of its own, so it goes when the processes go. It is
 * volatile: nothing waits for the disk, as nothing of it has to survive a crash. Exit code 133 is a reboot.
 */
const bootScript = `
cd "$1" || exit; image=$2; shift 2
while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit; shift; done; shift
mount -t overlay -o "volatile,lowerdir=$image,upperdir=upper,workdir=work" overlay root || exit
while :; do "$@"; [ $? = 133 ] || exit; done`

async function start(host: LabHost, image: string, lab: string): Promise<void> {
  const { directory, console: log, cgroup, netns, hostname } = hostNames(lab, host.name)
  const cgroups = (await cgroupRoots()).map((root) => `${root}/${cgroup}`)
  for (const path of cgroups) await mkdir(path, { recursive: true })
  const pool = poolDirectory(host.release)
  await mkdir(pool, { recursive: true })
  const nspawn = [
    ...['systemd-nspawn', '--quiet', '--boot', '--register=no', '--keep-unit', '--directory=root'],
    ...[`--machine=${hostname.slice(0, 64)}`, `--network-namespace-path=/run/netns/${netns}`],
    ...['--resolv-conf=off', '--timezone=off', '--link-journal=no', '--console=read-only'],
    ...[`--bind=${pool}:${poolInHost}`, '--capability=CAP_NET_ADMIN,CAP_NET_RAW'],
  ]
  const output = openSync(log, 'w')
  const command = [
    '--mount',
    '--propagation',
    'slave',
    'sh',
    '-c',
    bootScript,
    'sh',
    directory,
    image,
    ...cgroups,
    '--',
  ]
  const child = spawn('unshare', [...command, ...nspawn], {
    detached: true,
    stdio: ['ignore', output, output],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      // systemd 258 and later refuses cgroup version 1; the older ones take either.
      SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1',
      // Sysctls of the host's own network may be set, the machine's may not.
      SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network',
    },
  })
  child.on('error', () => undefined)
  child.unref()
  closeSync(output)
}

/** Whether something on port 22 sends an SSH banner. */
function sshAnswers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket()
    const finish = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(2000, () => finish(false))
    socket.once('error', () => finish(false))
    socket.once('close', () => finish(false))
    socket.once('data', (data) => finish(data.toString('latin1').startsWith('SSH-')))
    socket.connect(22, address)
  })
}
