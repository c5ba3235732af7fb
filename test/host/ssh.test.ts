import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StackError } from '../../src/errors.ts'
import { connect } from '../../src/host/connect.ts'
import type { ConnectOptions, HostSession, SshSpec } from '../../src/host/host.ts'
import { script, sh } from '../../src/shell/command.ts'
import { freePort, haveSshd, startSshd, type TestSshd } from './sshd.ts'

let sshd: TestSshd

async function withSession<T>(
  spec: SshSpec,
  use: (session: HostSession) => Promise<T>,
  options: ConnectOptions = {},
): Promise<T> {
  const session = await connect('web1', spec, options)
  try {
    return await use(session)
  } finally {
    await session.close()
  }
}

async function output(spec: SshSpec, text: string): Promise<string> {
  return withSession(spec, async (session) => {
    const [reply] = await (await session.shell()).send([{ command: script(text) }])
    return reply?.stdout.toString() ?? ''
  })
}

async function failure(spec: SshSpec, options: ConnectOptions = {}): Promise<StackError> {
  try {
    await withSession(spec, async () => {}, options)
  } catch (error) {
    if (error instanceof StackError) return error
    throw error
  }
  throw new Error('it connected')
}

describe.skipIf(!haveSshd)('against a real sshd', () => {
  beforeAll(async () => {
    sshd = await startSshd()
  })
  afterAll(async () => {
    await sshd.stop()
  })

  test.each(['ed25519', 'ecdsa', 'rsa'])('logs in with a key of type %s', async (type) => {
    const spec = sshd.spec({ privateKeyFiles: [join(sshd.directory, `user_${type}`)] })
    expect(await output(spec, 'echo in')).toBe('in\n')
  })

  test('keys are tried in turn', async () => {
    const files = ['/no/such/key', join(sshd.directory, 'host_rsa'), join(sshd.directory, 'user_ed25519')]
    expect(await output(sshd.spec({ privateKeyFiles: files }), 'echo in')).toBe('in\n')
  })

  test('a refused key says what was tried and what the server takes', async () => {
    const error = await failure(sshd.spec({ privateKeyFiles: [join(sshd.directory, 'host_rsa')] }))
    expect(error.code).toBe('auth')
    expect(error.message).toMatch(/refused the login of .* tried key .*host_rsa; the server takes publickey/)
  })

  test('a key with a passphrase points at the agent', async () => {
    const error = await failure(sshd.spec({ privateKeyFiles: [join(sshd.directory, 'user_encrypted')] }))
    expect(error.code).toBe('auth')
    expect(error.message).toContain('it has a passphrase')
    expect(error.hint).toContain('ssh-add')
  })

  test('an agent holds the key', async () => {
    const lines = execFileSync('ssh-agent', ['-s']).toString()
    const socket = /SSH_AUTH_SOCK=([^;]+)/.exec(lines)?.[1] ?? ''
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(lines)?.[1])
    try {
      execFileSync('ssh-add', ['-q', join(sshd.directory, 'user_ed25519')], {
        env: { ...process.env, SSH_AUTH_SOCK: socket },
      })
      expect(await output(sshd.spec({ privateKeyFiles: [], agentSocket: socket }), 'echo in')).toBe('in\n')
    } finally {
      process.kill(pid)
    }
  })

  test('a dead agent does not keep a key from being used', async () => {
    expect(await output(sshd.spec({ agentSocket: '/no/such/agent' }), 'echo in')).toBe('in\n')
  })

  test('an unknown host key is shown, and not accepted', async () => {
    const error = await failure(sshd.spec({ knownHostsFiles: ['/no/such/file'] }))
    expect(error.code).toBe('hostkey')
    expect(error.message).toMatch(/the host key of web1 is not known: ssh-ed25519 SHA256:/)
    expect(error.hint).toMatch(/echo '\[127.0.0.1\]:\d+ ssh-ed25519 .*' >>\/no\/such\/file/)
  })

  test('accept-new writes the key down, and a second connection knows it', async () => {
    const file = join(sshd.directory, 'new', 'known_hosts')
    const spec = sshd.spec({ knownHostsFiles: [file], hostKeyChecking: 'accept-new' })
    expect(await output(spec, 'echo in')).toBe('in\n')
    expect(readFileSync(file, 'utf8')).toMatch(/^\[127\.0\.0\.1\]:\d+ ssh-ed25519 \S+\n$/)
    expect(await output({ ...spec, hostKeyChecking: 'strict' }, 'echo in')).toBe('in\n')
  })

  test.each(['strict', 'accept-new'] as const)(
    'a changed key stops the host (%s)',
    async (hostKeyChecking) => {
      const file = join(sshd.directory, 'changed')
      const other = readFileSync(join(sshd.directory, 'user_ed25519.pub'), 'utf8')
      writeFileSync(file, `# a comment\n[127.0.0.1]:${sshd.port} ${other}`)
      const error = await failure(sshd.spec({ knownHostsFiles: [file], hostKeyChecking }))
      expect(error.code).toBe('hostkey')
      expect(error.message).toContain('has changed')
      expect(error.at).toEqual({ file, line: 2, column: 1 })
      expect(error.hint).toContain('ssh-keygen -R')
    },
  )

  test.each(['rsa', 'ecdsa'])('the host shows the type of key that is known of it: %s', async (type) => {
    const file = join(sshd.directory, `known_${type}`)
    const key = readFileSync(join(sshd.directory, `host_${type}.pub`), 'utf8')
    writeFileSync(file, `[127.0.0.1]:${sshd.port} ${key}`)
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' })
    expect(readFileSync(file, 'utf8')).toMatch(/^\|1\|/)
    expect(await output(sshd.spec({ knownHostsFiles: [file] }), 'echo in')).toBe('in\n')
  })

  test('jump hosts lead on', async () => {
    const spec = sshd.spec({ jumps: [sshd.spec(), sshd.spec()] })
    expect(await output(spec, 'echo $SSH_CONNECTION')).toContain(`${sshd.port}`)
  })

  test('a closed port and an unknown name are told apart', async () => {
    const port = await freePort()
    expect((await failure(sshd.spec({ port }))).message).toContain('connection refused')
    expect((await failure(sshd.spec({ address: 'no-such-host.invalid' }))).message).toContain(
      'does not resolve',
    )
  })

  test('a large output and input come through whole', async () => {
    await withSession(sshd.spec(), async (session) => {
      const bytes = Buffer.alloc(20_000_000, 'abcdefghij')
      const [reply] = await (await session.shell()).send([{ command: sh`cat`, stdin: bytes }])
      expect(reply?.stdout.equals(bytes)).toBe(true)
    })
  })

  test('a timeout ends the remote tree, and the shell goes on', async () => {
    await withSession(sshd.spec(), async (session) => {
      const shell = await session.shell()
      const [reply] = await shell.send([{ command: script('echo $$; sleep 77; echo no'), timeoutMs: 300 }])
      expect(reply?.exit).toEqual({ kind: 'timeout', afterMs: 300 })
      const [left] = await shell.send([{ command: script("cat /proc/[0-9]*/cmdline | tr '\\0' ' '") }])
      expect(left?.stdout.toString()).not.toContain('sleep 77')
    })
  })

  test('a lock keeps a second run out, names its owner, and goes with its holder', async () => {
    const file = join(sshd.directory, 'lock')
    const first = await connect('web1', sshd.spec(), {
      lock: { owner: 'ann@desk pid 1: stack up', waitMs: 0, file },
    })
    const error = await failure(sshd.spec(), { lock: { owner: 'bob', waitMs: 0, file } })
    expect(error.code).toBe('locked')
    expect(error.message).toContain('ann@desk pid 1: stack up')
    let second: Promise<HostSession> | undefined
    const owner = await new Promise((resolve) => {
      const lock = { owner: 'bob', waitMs: 5000, file }
      second = connect('web1', sshd.spec(), { lock, onWaiting: resolve })
    })
    expect(owner).toBe('ann@desk pid 1: stack up')
    // A run that only reads does not wait.
    expect(await output(sshd.spec(), 'echo in')).toBe('in\n')
    await first.close()
    await (await second)?.close()
  })
})
