import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { domainOf, type Guarded } from '../../src/host/guard/domains.ts'
import {
  armRequest,
  confirmRequest,
  keepRequest,
  portsRequest,
  restoreRequest,
} from '../../src/host/guard/requests.ts'
import type { SshSpec } from '../../src/host/host.ts'
import { verifyHostKey } from '../../src/host/hostKey.ts'
import { parseKnownHosts } from '../../src/host/knownHosts.ts'

describe('what a file belongs to', () => {
  it.each<[string, Guarded | undefined]>([
    ['/etc/ssh/sshd_config', 'sshd'],
    ['/etc/ssh/sshd_config.d/50-x.conf', 'sshd'],
    ['/etc/ssh', 'sshd'],
    ['/etc/systemd/system/ssh.socket.d/port.conf', 'sshd'],
    ['/etc/systemd/system/sshd.service', 'sshd'],
    ['/etc/ufw/before.rules', 'firewall'],
    ['/etc/default/ufw', 'firewall'],
    ['/etc/sshfs.conf', undefined],
    ['/etc/default/ufw.old', undefined],
    ['/etc/systemd/system/app.service', undefined],
  ])('%s: %s', (path, domain) => expect(domainOf(path)).toBe(domain))
})

describe('the scripts for the host', () => {
  const requests = (['firewall', 'sshd'] as const).flatMap((domain) => [
    keepRequest(domain),
    armRequest(domain, 30),
    confirmRequest(domain),
    restoreRequest(domain),
  ])
  it.each([...requests, portsRequest()].map(({ command }) => command.text))('are shell: %#', (text) => {
    expect(spawnSync('sh', ['-n'], { input: text }).stderr.toString()).toBe('')
    // What is written to the host is a script inside a quoted word.
    const restore = /printf '%s\\n' '(# Written by stack[\s\S]*?)' >"\$d\/restore"/.exec(text)?.[1]
    if (restore === undefined) return
    const inner = restore.replaceAll(`'\\''`, "'")
    expect(spawnSync('sh', ['-n'], { input: inner }).stderr.toString()).toBe('')
  })
})

describe('the key of a host whose sshd has moved', () => {
  const key = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.alloc(36, 1)])
  const other = Buffer.concat([key.subarray(0, 15), Buffer.alloc(36, 2)])
  const spec: SshSpec = {
    ...{ kind: 'ssh', address: '192.0.2.1', port: 2222, user: 'root', privateKeyFiles: [], jumps: [] },
    ...{ knownHostsFiles: [], hostKeyChecking: 'strict', connectTimeoutMs: 1, keepAliveMs: 1 },
  }
  const verdict = (names: string, shown: Buffer, keyPort?: number): string | undefined =>
    verifyHostKey(
      'web1',
      { ...spec, keyPort },
      parseKnownHosts(`${names} ssh-ed25519 ${key.toString('base64')}\n`, 'known_hosts'),
      shown,
    )?.message

  it.each<[string, Buffer, number | undefined, RegExp | undefined]>([
    ['[192.0.2.1]:2222', key, undefined, undefined],
    ['192.0.2.1', key, undefined, undefined],
    // Another sshd on the same machine may well have another key: it is not known, nor has it changed.
    ['192.0.2.1', other, undefined, /not known/],
    ['[192.0.2.1]:2222', other, undefined, /has changed/],
    ['[192.0.2.1]:2200', key, undefined, /not known/],
    ['[192.0.2.1]:2200', key, 2200, undefined],
    ['[192.0.2.1]:2200', other, 2200, /has changed/],
  ])('known as %s', (names, shown, keyPort, message) => {
    const said = verdict(names, shown, keyPort)
    if (message === undefined) expect(said).toBeUndefined()
    else expect(said).toMatch(message)
  })
})
