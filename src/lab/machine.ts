import { randomBytes } from 'node:crypto'
import { chmod, chown, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { StackError } from '../errors.ts'
import { cgroupRoots, killCgroup, processesIn } from './cgroup.ts'
import { ensureHostKey } from './keys.ts'
import { hostNames, labNames } from './names.ts'
import { connectHost, disconnectHost } from './network.ts'
import { startHost } from './nspawn.ts'
import { imageUsers } from './recipe.ts'
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
  await writeUpper(host, around)
  await powerOn(host, image, around.lab)
}

/**
 * Boots a host from the disk that it has, and waits until its sshd answers. Throws StackError `environment` with
 * the end of its console if it does not come up in a minute.
 */
export async function powerOn(host: LabHost, image: string, lab: string): Promise<void> {
  const { directory, console: log } = hostNames(lab, host.name)
  // What overlayfs left there when it was not unmounted would keep it from being mounted again.
  await rm(`${directory}/work`, { recursive: true, force: true })
  await Promise.all([mkdir(`${directory}/work`), connectHost(lab, host.name, host.address)])
  await startHost(host, image, lab)
  for (let waited = 0; waited < 60_000; waited += 25) {
    if (await sshAnswers(host.address)) return
    await sleep(25)
  }
  const said = (await readFile(log, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-15).join('\n')
  throw new StackError('environment', `lab host ${host.name} did not boot; its console ends with:\n${said}`, {
    host: host.name,
  })
}

/** Takes a host's power away: no connection of its is closed, nobody is told, and its disk stays as it is. */
export async function powerOff(lab: string, host: string): Promise<void> {
  // The network goes first: the kernel would close the connections of the processes that it kills.
  await disconnectHost(lab, host)
  await killCgroup(hostNames(lab, host).cgroup)
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
  for (const part of ['root', 'upper/etc/ssh']) await mkdir(`${directory}/${part}`, { recursive: true })
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
