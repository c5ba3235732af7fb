import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { NodeSSH } from 'node-ssh'
import type { Client, ClientChannel, ServerHostKeyAlgorithm } from 'ssh2'
import { StackError } from '../errors.ts'
import type { SshSpec } from './host.ts'
import { listedNames, verifyHostKey } from './hostKey.ts'
import { knownAlgorithms, readKnownHosts } from './knownHosts.ts'
import type { Channel, ChannelEnd, Link, OutputListener } from './link.ts'
import { Login } from './login.ts'
import { connectError, isTransient } from './sshErrors.ts'

const TRIES = 3
/** For output on its way when the process has already ended. */
const EXIT_GRACE_MS = 300
const HOST_KEY_ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
]

/**
 * Connects over SSH, through the spec's jump hosts. A connection dropped before the login is tried again,
 * three times in all.
 * @throws StackError `unreachable`, `auth`, `hostkey`, `interrupted`
 */
export async function openSsh(name: string, spec: SshSpec, signal?: AbortSignal): Promise<Link> {
  const hops: Client[] = []
  try {
    for (const jump of spec.jumps)
      hops.push(await connectHop(`jump host ${jump.address}`, jump, hops.at(-1), signal))
    const client = await connectHop(name, spec, hops.at(-1), signal)
    return new SshLink(name, spec, client, hops)
  } catch (error) {
    for (const hop of hops) hop.end()
    throw error
  }
}

async function connectHop(
  name: string,
  spec: SshSpec,
  through: Client | undefined,
  signal: AbortSignal | undefined,
): Promise<Client> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connectOnce(name, spec, through, signal)
    } catch (fault) {
      if (fault instanceof StackError) throw fault
      if (attempt === TRIES || !isTransient(fault)) throw connectError(name, spec, fault)
      await sleep(attempt * (300 + Math.random() * 1200), undefined, { signal }).catch(() => {
        throw new StackError('interrupted', 'stopped by the user')
      })
    }
  }
}

/** One attempt; rejects with a StackError, or with what ssh2 says when that may be worth another try. */
async function connectOnce(
  name: string,
  spec: SshSpec,
  through: Client | undefined,
  signal: AbortSignal | undefined,
): Promise<Client> {
  const sock = through === undefined ? undefined : await forward(through, spec)
  const entries = readKnownHosts(spec.knownHostsFiles)
  const known = listedNames(spec).flatMap((listed) => knownAlgorithms(entries, listed))
  const offered = HOST_KEY_ALGORITHMS.filter((algorithm) => known.includes(algorithm))
  const login = new Login(spec)
  let refusal: StackError | undefined
  const ssh = new NodeSSH()
  const connected = ssh.connect({
    host: spec.address,
    port: spec.port,
    username: spec.user,
    ...(sock === undefined ? {} : { sock }),
    authHandler: login.next,
    // The known types come first, so a host with several keys shows the one that can be checked.
    algorithms: {
      serverHostKey: [...new Set([...offered, ...HOST_KEY_ALGORITHMS])] as ServerHostKeyAlgorithm[],
    },
    hostVerifier: (key: Buffer) => {
      refusal = verifyHostKey(name, spec, entries, key)
      return refusal === undefined
    },
    readyTimeout: spec.connectTimeoutMs,
    keepaliveInterval: spec.keepAliveMs,
    keepaliveCountMax: 3,
  })
  // node-ssh's own promise gives up at any error, also at an agent that is gone while keys are left to try.
  connected.catch(() => {})
  const client = ssh.connection
  if (client === null) throw new StackError('unreachable', `no connection to ${name} could be begun`)
  return ready(client, signal).catch((fault: unknown) => {
    client.destroy()
    if (refusal !== undefined) throw refusal
    throw (fault as { level?: unknown }).level === 'client-authentication'
      ? login.refused(name, fault)
      : fault
  })
}

function ready(client: Client, signal: AbortSignal | undefined): Promise<Client> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new StackError('interrupted', 'stopped by the user'))
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    client.on('error', (fault: Error & { level?: string }) => {
      if (fault.level !== 'agent') reject(fault)
    })
    client.once('close', () =>
      reject(Object.assign(new Error('closed before the login was done'), { code: 'ECONNRESET' })),
    )
    client.once('ready', () => {
      signal?.removeEventListener('abort', abort)
      client.setNoDelay(true)
      resolve(client)
    })
  })
}

function forward(through: Client, spec: SshSpec): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    through.forwardOut('127.0.0.1', 0, spec.address, spec.port, (fault, stream) => {
      if (fault === undefined) resolve(stream)
      else reject(fault)
    })
  })
}

class SshLink implements Link {
  readonly user: string
  readonly description: string
  isOpen = true
  readonly #name: string
  readonly #client: Client
  readonly #hops: readonly Client[]
  readonly #closed: Promise<void>

  constructor(name: string, spec: SshSpec, client: Client, hops: readonly Client[]) {
    this.user = spec.user
    this.description = `${spec.user}@${name}`
    this.#name = name
    this.#client = client
    this.#hops = hops
    this.#closed = new Promise((resolve) => {
      client.once('close', () => {
        this.isOpen = false
        for (const hop of hops) hop.end()
        resolve()
      })
    })
  }

  open(commandLine: string, onOutput: OutputListener): Promise<Channel> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) return reject(this.#gone())
      void this.#closed.then(() => reject(this.#gone()))
      this.#client.exec(commandLine, (fault, stream) => {
        if (fault === undefined) return resolve(this.#channel(stream, onOutput))
        if (!this.isOpen) return reject(this.#gone())
        const message = `${this.description} was refused another channel: ${fault.message.toLowerCase()}`
        reject(
          new StackError('unreachable', message, {
            host: this.#name,
            hint: 'sshd there may limit sessions: see MaxSessions and ForceCommand in sshd_config',
          }),
        )
      })
    })
  }

  async close(): Promise<void> {
    if (!this.isOpen) return
    this.#client.end()
    // A peer that is gone never answers the goodbye.
    const timer = setTimeout(() => this.#client.destroy(), 2000)
    await this.#closed
    clearTimeout(timer)
    for (const hop of this.#hops) hop.end()
  }

  #gone(): StackError {
    return new StackError('disconnected', `the connection to ${this.#name} is broken`, { host: this.#name })
  }

  #channel(stream: ClientChannel, onOutput: OutputListener): Channel {
    let end: ChannelEnd = { code: undefined, signal: undefined }
    stream.on('data', (chunk: Buffer) => onOutput('stdout', chunk))
    stream.stderr.on('data', (chunk: Buffer) => onOutput('stderr', chunk))
    stream.on('error', () => {})
    const closed = new Promise<ChannelEnd>((resolve) => {
      stream.on('exit', (code: number | null, signal?: string) => {
        end = { code: code ?? undefined, signal: signal === undefined ? undefined : `SIG${signal}` }
        // What the process left behind may hold its streams open for ever: the process itself counts.
        setTimeout(() => resolve(end), EXIT_GRACE_MS)
      })
      stream.once('close', () => resolve(end))
      void this.#closed.then(() => resolve(end))
    })
    return {
      write: (data) => void (stream.writable && stream.write(data)),
      end: () => void stream.end(),
      destroy: () => void stream.close(),
      closed,
    }
  }
}
