import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect as tcpConnect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { SshSpec } from '../../src/host/host.ts'

const SSHD = '/usr/sbin/sshd'

/** False where OpenSSH's server is not installed; tests that need it are skipped by name then. */
export const haveSshd = existsSync(SSHD)

/** A real sshd on loopback with keys of its own, for the user who runs the tests. */
export interface TestSshd {
  readonly directory: string
  readonly port: number
  readonly knownHosts: string
  spec(over?: Partial<SshSpec>): SshSpec
  stop(): Promise<void>
}

export async function startSshd(extra: readonly string[] = []): Promise<TestSshd> {
  const directory = mkdtempSync(join(tmpdir(), 'stack-sshd-'))
  // The directory that a root sshd wants for its privilege separation.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    makeKey(join(directory, `host_${type}`), type)
    makeKey(join(directory, `user_${type}`), type)
  }
  makeKey(join(directory, 'user_encrypted'), 'ed25519', 'a passphrase')
  const types = ['ed25519', 'ecdsa', 'rsa', 'encrypted']
  const authorized = types.map((type) => readFileSync(join(directory, `user_${type}.pub`), 'utf8')).join('')
  writeFileSync(join(directory, 'authorized_keys'), authorized, { mode: 0o600 })
  const port = await freePort()
  const config = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...['ed25519', 'ecdsa', 'rsa'].map((type) => `HostKey ${directory}/host_${type}`),
    `AuthorizedKeysFile ${directory}/authorized_keys`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    ...extra,
  ]
  writeFileSync(join(directory, 'sshd_config'), `${config.join('\n')}\n`)
  const knownHosts = join(directory, 'known_hosts')
  const hostKey = readFileSync(join(directory, 'host_ed25519.pub'), 'utf8')
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${hostKey}`)
  const child = spawn(SSHD, ['-D', '-e', '-f', join(directory, 'sshd_config')], { stdio: 'ignore' })
  await answers(port)
  return {
    directory,
    port,
    knownHosts,
    spec: (over) => ({
      kind: 'ssh',
      address: '127.0.0.1',
      port,
      user: userInfo().username,
      privateKeyFiles: [join(directory, 'user_ed25519')],
      jumps: [],
      knownHostsFiles: [knownHosts],
      hostKeyChecking: 'strict',
      connectTimeoutMs: 5000,
      keepAliveMs: 5000,
      ...over,
    }),
    stop: () => stop(child, directory),
  }
}

function makeKey(file: string, type: string, passphrase = ''): void {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', file])
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await accepts(port)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('sshd did not start')
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = tcpConnect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

async function stop(child: ChildProcess, directory: string): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await gone
  rmSync(directory, { recursive: true, force: true })
}
