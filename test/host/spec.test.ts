import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type ConnectionFlags, resolveConnection } from '../../src/host/spec.ts'
import { parseSshArguments } from '../../src/host/sshArguments.ts'
import { Secret } from '../../src/shell/secret.ts'

const directory = mkdtempSync(join(tmpdir(), 'stack-spec-'))
const sshConfigFile = join(directory, 'config')
writeFileSync(
  sshConfigFile,
  `Host web*
  HostName %h.example.org
  User deploy
  Port 2222
  IdentityFile ~/.ssh/%r_key
  ProxyJump bastion
  UserKnownHostsFile /a /b
  ConnectTimeout 7
host bastion
  user jumper
  ProxyJump outer
Host loop1
  ProxyJump loop2
Host loop2
  ProxyJump loop1
Host old
  ProxyCommand ssh -q -W %h:%p me@gate
`,
)
const empty = join(directory, 'empty')
writeFileSync(empty, '')

afterAll(() => rmSync(directory, { recursive: true }))

const me = userInfo().username

test.each<[string, string, Record<string, unknown>, ConnectionFlags, Record<string, unknown>]>([
  ['defaults', 'h', {}, {}, { address: 'h', port: 22, user: me, hostKeyChecking: 'strict', jumps: [] }],
  [
    'variables',
    'h',
    { ansible_host: '10.0.0.1', ansible_port: '2200', ansible_user: 'ops' },
    {},
    { address: '10.0.0.1', port: 2200, user: 'ops' },
  ],
  [
    'flags',
    'h',
    {},
    { user: 'ops', privateKey: '~/k', timeoutMs: 5 },
    { user: 'ops', connectTimeoutMs: 5, privateKeyFiles: [`${homedir()}/k`] },
  ],
  ['variables win over flags', 'h', { ansible_user: 'var' }, { user: 'flag' }, { user: 'var' }],
  [
    'strict unless asked',
    'h',
    { ansible_ssh_common_args: '-o StrictHostKeyChecking=no' },
    {},
    { hostKeyChecking: 'accept-new' },
  ],
  ['host_key_checking', 'h', { ansible_host_key_checking: false }, {}, { hostKeyChecking: 'accept-new' }],
  [
    'known hosts',
    'h',
    { ansible_ssh_extra_args: '-o UserKnownHostsFile=/k' },
    {},
    { knownHostsFiles: ['/k'] },
  ],
  [
    'ssh_config',
    'web1',
    {},
    { sshConfigFile },
    {
      address: 'web1.example.org',
      port: 2222,
      user: 'deploy',
      privateKeyFiles: [`${homedir()}/.ssh/deploy_key`],
      knownHostsFiles: ['/a', '/b'],
      connectTimeoutMs: 7000,
      jumps: [
        { address: 'outer', jumps: [] },
        { address: 'bastion', user: 'jumper', jumps: [] },
      ],
    },
  ],
  [
    'variables win over ssh_config',
    'web1',
    { ansible_user: 'x', ansible_port: 1 },
    { sshConfigFile },
    { user: 'x', port: 1 },
  ],
  [
    'a chain of jumps',
    'h',
    { ansible_ssh_common_args: '-J a@one:23,[::1]:24' },
    {},
    {
      jumps: [
        { address: 'one', port: 23, user: 'a' },
        { address: '::1', port: 24 },
      ],
    },
  ],
  ['the usual ProxyCommand', 'old', {}, { sshConfigFile }, { jumps: [{ address: 'gate', user: 'me' }] }],
])('%s', (_name, host, vars, flags, expected) => {
  expect(resolveConnection(host, vars, { sshConfigFile: empty, ...flags })).toMatchObject({
    kind: 'ssh',
    ...expected,
  })
})

test.each([
  ['localhost', {}, 'local'],
  ['localhost', { ansible_connection: 'ssh' }, 'ssh'],
  ['localhost', { ansible_host: '10.0.0.1' }, 'ssh'],
  ['web1', { ansible_connection: 'local' }, 'local'],
])('%s with %j is %s', (host, vars, kind) => {
  expect(resolveConnection(host, vars, { sshConfigFile: empty }).kind).toBe(kind)
})

test('a password stays secret', () => {
  const spec = resolveConnection('h', { ansible_password: 'pw' }, { sshConfigFile: empty })
  expect(spec.kind === 'ssh' && spec.password?.equals(new Secret('pw'))).toBe(true)
  expect(JSON.stringify(spec)).not.toContain('pw')
})

test.each([
  ['usage', { ansible_connection: 'docker' }, 'docker'],
  ['type', { ansible_port: 'ssh' }, 'port'],
  ['type', { ansible_timeout: 'soon' }, 'time'],
  ['usage', { ansible_ssh_common_args: '-o ProxyCommand="nc %h %p"' }, 'ProxyCommand'],
  ['usage', { ansible_ssh_common_args: '-o UserKnownHostFile=/x' }, 'UserKnownHostFile'],
  ['usage', { ansible_ssh_common_args: '-J' }, 'needs a value'],
  ['usage', { ansible_ssh_common_args: '-J @:' }, 'jump host'],
])('%s error for %j', (code, vars, text) => {
  expect(() => resolveConnection('h', vars, { sshConfigFile: empty })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(text) }),
  )
})

test('jump hosts that lead through each other are told', () => {
  expect(() => resolveConnection('loop1', {}, { sshConfigFile })).toThrow(/lead through each other/)
})

test('a named ssh configuration must be there', () => {
  expect(() => resolveConnection('h', {}, { sshConfigFile: '/no/such' })).toThrow(
    expect.objectContaining({ code: 'file' }),
  )
})

test('what changes nothing here is accepted', () => {
  expect(parseSshArguments('-C -o ControlMaster=auto -o ControlPersist=60s -oPort=5 -q')).toEqual({
    identityFiles: [],
    port: '5',
  })
})
