import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cgroupRoots } from '../../src/lab/cgroup.ts'
import { labExec, labKey, labSsh, labSshCommand } from '../../src/lab/enter.ts'
import type { LabEvent } from '../../src/lab/events.ts'
import { labDown, labReset, labUp } from '../../src/lab/lab.ts'
import { listLabs } from '../../src/lab/list.ts'
import { labNames, labsDirectory } from '../../src/lab/names.ts'
import { labObstacle, labPrerequisites } from '../../src/lab/prerequisites.ts'
import { must, run } from '../../src/lab/process.ts'
import type { LabHost } from '../../src/lab/state.ts'
import { labPrefix } from '../../src/lab/subnet.ts'

const obstacle = labObstacle()
const one = `t-one-${process.pid}`
const two = `t-two-${process.pid}`

function hosts(lab: string, ...releases: LabHost['release'][]): LabHost[] {
  return releases.map((release, n) => ({
    name: `host${n + 1}`,
    address: `${labPrefix(lab)}.${11 + n}`,
    release,
  }))
}

async function hear(work: (onProgress: (event: LabEvent) => void) => Promise<unknown>): Promise<string[]> {
  const heard: string[] = []
  await work((event) => event.kind === 'host' && heard.push(`${event.name} ${event.phase}`))
  return heard.sort()
}

/** Every trace of a lab that the machine can show: empty means that there is none. */
async function traces(lab: string): Promise<string[]> {
  const { netns, uplink, nftTable, cgroup } = labNames(lab)
  const named = (text: string, ...names: string[]) =>
    text.split('\n').filter((line) => names.some((name) => line.includes(name)))
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const processes = pids.map(async (pid) => {
    const [command = '', cgroups = '', status = ''] = await Promise.all(
      ['cmdline', 'cgroup', 'status'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    )
    // A zombie has ended; the machine's init takes its time to reap what is left to it.
    const runs = !/^State:\s+Z/m.test(status)
    return runs && (command.includes(`/${lab}/`) || cgroups.includes(cgroup))
      ? [`process ${pid} ${command}`]
      : []
  })
  return [
    ...named((await run(['ip', 'netns', 'list'])).stdout, netns),
    ...named((await run(['ip', 'address', 'show'])).stdout, uplink),
    ...named((await run(['ip', 'route', 'show', 'table', 'all'])).stdout, uplink, labPrefix(lab)),
    ...named((await run(['nft', 'list', 'ruleset'])).stdout, nftTable, uplink, labPrefix(lab)),
    ...named(await readFile('/proc/mounts', 'utf8'), `/${lab}/`, netns),
    ...(await Promise.all(processes)).flat(),
    ...(await cgroupRoots()).map((root) => `${root}/${cgroup}`).filter(existsSync),
    ...(await readdir(labsDirectory)).filter((name) => name.includes(lab)),
  ]
}

async function canReach(lab: string, host: string, address: string): Promise<boolean> {
  const connect = `exec 3<>/dev/tcp/${address}/22 && read -r -t 2 line <&3`
  return (await labExec(lab, host, ['timeout', '2', 'bash', '-c', connect])).code === 0
}

describe.skipIf(obstacle !== undefined && !process.env.CI)(
  `the lab${obstacle ? ` (${obstacle})` : ''}`,
  () => {
    beforeAll(() => labPrerequisites())
    afterAll(async () => {
      await labDown(one)
      await labDown(two)
    })

    it('boots hosts of three releases, and reuses, adds and stops them as asked', async () => {
      const [first, second, third] = hosts(one, 'bookworm', 'trixie', 'sid') as [LabHost, LabHost, LabHost]
      const up = (wanted: LabHost[]) => hear((onProgress) => labUp({ name: one, hosts: wanted, onProgress }))
      await up([first, second, third])
      expect(await up([first, second, third])).toEqual(['host1 kept', 'host2 kept', 'host3 kept'])
      expect(await up([first, second])).toEqual(['host1 kept', 'host2 kept', 'host3 stopped'])
      const again = ['host1 kept', 'host2 kept', 'host3 booting', 'host3 ready']
      expect(await up([first, second, third])).toEqual(again)
      const listed = (await listLabs()).find(({ name }) => name === one)
      expect(listed?.hosts.map(({ running, release }) => `${release} ${running}`)).toEqual([
        'bookworm true',
        'trixie true',
        'sid true',
      ])
    })

    it('has three hosts ready again once the images exist', async () => {
      const wanted = hosts(one, 'bookworm', 'trixie', 'sid')
      await labDown(one)
      const state = await labUp({ name: one, hosts: wanted })
      expect(state.hosts.map(({ name }) => name)).toEqual(['host1', 'host2', 'host3'])
    })

    it('gives every host a running systemd, a name, an identity of its own', async () => {
      const seen = new Set<string>()
      for (const host of ['host1', 'host2', 'host3']) {
        const report = 'hostname; cat /etc/machine-id; cat /etc/ssh/ssh_host_*_key.pub'
        expect((await labExec(one, host, ['systemctl', 'is-system-running', '--wait'])).stdout).toBe(
          'running\n',
        )
        const { stdout } = await labExec(one, host, ['sh', '-c', report])
        expect(stdout.split('\n')[0]).toBe(host)
        for (const line of stdout.trim().split('\n')) seen.add(line)
      }
      expect(seen.size).toBe(9)
    })

    it('lets in by SSH with known host keys only, as root and as users with and without a sudo password', async () => {
      expect((await labSsh(one, 'host1', ['id', '-un'])).stdout).toBe('root\n')
      expect((await labSsh(one, 'host2', ['sudo', '-n', 'id', '-un'], { user: 'deploy' })).stdout).toBe(
        'root\n',
      )
      expect((await labSsh(one, 'host3', ['sudo', '-n', 'id', '-un'], { user: 'ops' })).code).toBe(1)
      const sudo = await labSsh(one, 'host3', ['sudo', '-S', 'id', '-un'], { user: 'ops', input: 'ops\n' })
      expect(sudo.stdout).toBe('root\n')
      const unknown = labSshCommand(one).map((word) => word.replace(/^UserKnownHostsFile=.*/, '$&.none'))
      expect((await run([...unknown, `root@${labPrefix(one)}.11`, 'true'])).code).toBe(255)
    })

    it('lets a host set its own firewall and network settings, and not the machine’s', async () => {
      const machine = await readFile('/proc/sys/net/core/somaxconn', 'utf8')
      expect((await labExec(one, 'host2', ['sysctl', '-qw', 'net.core.somaxconn=777'])).code).toBe(0)
      expect(await readFile('/proc/sys/net/core/somaxconn', 'utf8')).toBe(machine)
      expect((await labExec(one, 'host2', ['sysctl', '-qw', 'vm.swappiness=7'])).code).not.toBe(0)
      await install('host2', 'ufw')
      expect(await canReach(one, 'host1', `${labPrefix(one)}.12`)).toBe(true)
      expect((await labExec(one, 'host2', ['ufw', '--force', 'enable'])).code).toBe(0)
      expect(await canReach(one, 'host1', `${labPrefix(one)}.12`)).toBe(false)
      expect((await labExec(one, 'host2', ['true'])).code).toBe(0)
    })

    it('survives a host’s reboot', async () => {
      await labExec(one, 'host1', ['touch', '/root/kept'])
      const boot = async () => (await labSsh(one, 'host1', ['cat', '/proc/sys/kernel/random/boot_id'])).stdout
      const before = await boot()
      await labExec(one, 'host1', ['systemctl', 'reboot'])
      for (let n = 0; n < 100 && ['', before].includes(await boot()); n++) await sleep(100)
      expect(await boot()).not.toBe(before)
      expect((await labExec(one, 'host1', ['ls', '/root/kept'])).code).toBe(0)
    })

    it('downloads a package once for all hosts of a release', async () => {
      await install('host2', 'sysstat')
      await labReset(one, ['host2'])
      const options = ['--print-uris', '-qq', '-y', 'install']
      expect(await labExec(one, 'host2', ['apt-get', ...options, 'sysstat'])).toMatchObject({
        code: 0,
        stdout: '',
      })
      await install('host2', 'sysstat')
    })

    it('resets hosts to their fresh image, with the same keys and others left alone', async () => {
      await labExec(one, 'host1', ['touch', '/root/dirt'])
      await labExec(one, 'host3', ['touch', '/root/dirt'])
      const heard = await hear((onProgress) => labReset(one, ['host1'], onProgress))
      expect(heard).toEqual(['host1 booting', 'host1 ready', 'host1 stopped', 'host2 kept', 'host3 kept'])
      expect((await labSsh(one, 'host1', ['ls', '/root/dirt'])).code).toBe(2)
      expect((await labSsh(one, 'host3', ['ls', '/root/dirt'])).code).toBe(0)
      await labReset(one)
      expect((await labSsh(one, 'host3', ['ls', '/root/dirt'])).code).toBe(2)
    })

    it('keeps two labs apart, and refuses a third one in a subnet that is taken', async () => {
      await labUp({ name: two, hosts: hosts(two, 'trixie') })
      expect(await canReach(one, 'host1', `${labPrefix(one)}.12`)).toBe(true)
      expect(await canReach(one, 'host1', `${labPrefix(two)}.11`)).toBe(false)
      expect(await canReach(two, 'host1', `${labPrefix(one)}.11`)).toBe(false)
      expect(await readFile(labKey(one), 'utf8')).not.toBe(await readFile(labKey(two), 'utf8'))
      const third = `t-three-${process.pid}`
      await expect(labUp({ name: third, hosts: hosts(one, 'trixie') })).rejects.toThrow(
        `needs ${labPrefix(one)}.0/24, which lab "${one}" uses`,
      )
      expect(await traces(third)).toEqual([])
      await labDown(two)
      expect(await traces(two)).toEqual([])
      expect((await labSsh(one, 'host1', ['true'])).code).toBe(0)
    })

    it('recovers from being killed at any moment of its start', async () => {
      const directory = await mkdtemp(`${tmpdir()}/lab-`)
      const program = await bundleUp(`${directory}/up.mjs`, two, hosts(two, 'trixie', 'trixie', 'trixie'))
      const took = await upTime(program)
      await labDown(two)
      for (const part of [0.2, 0.5, 0.8, 0.95]) {
        const child = spawn(process.execPath, [program], { stdio: 'ignore' })
        await sleep(took * part)
        await kill(child)
      }
      expect((await traces(two)).length).toBeGreaterThan(0)
      await labUp({ name: two, hosts: hosts(two, 'trixie', 'trixie') })
      expect((await labSsh(two, 'host2', ['true'])).code).toBe(0)
      const child = spawn(process.execPath, [program], { stdio: 'ignore' })
      await sleep(took * 0.7)
      await kill(child)
      await labDown(two)
      expect(await traces(two)).toEqual([])
      await rm(directory, { recursive: true })
    })

    it('takes the builder of an image with it when it is killed', async () => {
      await labDown(two)
      const cache = await mkdtemp(`${tmpdir()}/cache-`)
      const program = await bundleUp(`${cache}/up.mjs`, two, hosts(two, 'trixie'))
      const child = spawn(process.execPath, [program], {
        stdio: 'ignore',
        env: { ...process.env, XDG_CACHE_HOME: cache },
      })
      const building = async () =>
        (await must(['ps', '-eo', 'args'])).split('\n').filter((line) => line.includes(cache))
      for (let n = 0; n < 300 && !(await building()).some((line) => line.includes('mmdebstrap')); n++)
        await sleep(100)
      await sleep(2000)
      expect((await building()).length).toBeGreaterThan(1)
      await kill(child)
      for (let n = 0; n < 20 && (await building()).length > 0; n++) await sleep(100)
      expect(await building()).toEqual([])
      expect(await readFile('/proc/mounts', 'utf8')).not.toContain(cache)
      await labDown(two)
      expect(await traces(two)).toEqual([])
      await rm(cache, { recursive: true })
    })

    it('leaves nothing behind', async () => {
      expect((await traces(one)).length).toBeGreaterThan(10)
      await labDown(one)
      expect(await traces(one)).toEqual([])
      await labDown(one)
    })
  },
)

async function install(host: string, name: string): Promise<void> {
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-y', 'install', name]
  const { code, stderr } = await labExec(one, host, apt)
  expect(code, stderr).toBe(0)
}

/** A program that starts a lab, so that there is a process to kill. */
async function bundleUp(outfile: string, name: string, wanted: LabHost[]): Promise<string> {
  const lab = new URL('../../src/lab/lab.ts', import.meta.url).pathname
  const contents = `import { labUp } from ${JSON.stringify(lab)}; await labUp(${JSON.stringify({ name, hosts: wanted })})`
  await build({
    stdin: { contents, resolveDir: '/', loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })
  return outfile
}

async function upTime(program: string): Promise<number> {
  const start = performance.now()
  await must([process.execPath, program])
  return performance.now() - start
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await ended
}
