import { StackError } from '../errors.ts'
import { quote } from '../shell/command.ts'
import type { SshSpec } from './host.ts'
import {
  addKnownHost,
  checkHostKey,
  fingerprint,
  type KnownHost,
  keyTypeOf,
  knownHostLine,
  knownHostName,
} from './knownHosts.ts'

/**
 * Decides whether to talk to the host that showed this key: undefined to go on, else why not. A new key is
 * written down only when the user asked for `accept-new`.
 */
export function verifyHostKey(
  name: string,
  spec: SshSpec,
  entries: readonly KnownHost[],
  key: Buffer,
): StackError | undefined {
  const [listed, bare] = listedNames(spec)
  const verdict = checkHostKey(entries, listed, key)
  const shown = `${keyTypeOf(key)} ${fingerprint(key)}`
  switch (verdict.kind) {
    case 'known':
      return undefined
    case 'revoked':
      return new StackError('hostkey', `the host key of ${name} is revoked: ${shown}`, {
        host: name,
        at: verdict.entry.at,
        hint: 'somebody may be in between: find out why that key was revoked before you connect',
      })
    case 'changed':
      return new StackError(
        'hostkey',
        `the host key of ${name} has changed: it shows ${shown}, known is ${verdict.entry.keyType} ${fingerprint(verdict.entry.key)}`,
        {
          host: name,
          at: verdict.entry.at,
          hint: `somebody may be in between. If the host was really set up anew: ssh-keygen -R ${quote(listed)} -f ${quote(verdict.entry.at.file)}`,
        },
      )
    case 'unknown':
      if (checkHostKey(entries, bare, key).kind === 'known') return undefined
      return unknownKey(name, spec, listed, key, shown)
  }
}

/** The names by which known_hosts may know the host: with its port, then, as OpenSSH does, without. */
export function listedNames(spec: SshSpec): readonly [string, string] {
  return [knownHostName(spec.address, spec.keyPort ?? spec.port), knownHostName(spec.address, 22)]
}

function unknownKey(
  name: string,
  spec: SshSpec,
  listed: string,
  key: Buffer,
  shown: string,
): StackError | undefined {
  const file = spec.knownHostsFiles[0] ?? '~/.ssh/known_hosts'
  if (spec.hostKeyChecking === 'accept-new') {
    addKnownHost(file, listed, key)
    return undefined
  }
  return new StackError('hostkey', `the host key of ${name} is not known: ${shown}`, {
    host: name,
    hint: `compare it with what \`ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub\` prints on the host, then: echo ${quote(knownHostLine(listed, key))} >>${file}`,
  })
}
