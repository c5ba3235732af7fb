import { expect, test } from 'vitest'
import {
  checkHostKey,
  fingerprint,
  knownAlgorithms,
  knownHostName,
  parseKnownHosts,
} from '../../src/host/knownHosts.ts'

function key(type: string, rest: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(type.length)
  return Buffer.concat([length, Buffer.from(type), Buffer.from(rest)])
}

const A = key('ssh-ed25519', 'a')
const B = key('ssh-ed25519', 'b')
const R = key('ssh-rsa', 'r')
const line = (names: string, blob: Buffer, type = 'ssh-ed25519'): string =>
  `${names} ${type} ${blob.toString('base64')} a comment`

// The name 192.168.1.61, as sshd(8) hashes it.
const HASHED = '|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg='

test.each([
  ['a plain name', line('web1', A), 'web1', A, 'known'],
  ['one of a list', line('db1,web1,10.0.0.1', A), '10.0.0.1', A, 'known'],
  ['a wildcard', line('web*', A), 'web17', A, 'known'],
  ['a single-character wildcard', line('web?', A), 'web17', A, 'unknown'],
  ['a negated name', line('web*,!web2', A), 'web2', A, 'unknown'],
  ['a port', line('[web1]:2222', A), '[web1]:2222', A, 'known'],
  ['another port', line('[web1]:2222', A), 'web1', A, 'unknown'],
  ['a hashed name', line(HASHED, A), '192.168.1.61', A, 'known'],
  ['a hashed name of another', line(HASHED, A), 'web2', A, 'unknown'],
  ['another key', line('web1', A), 'web1', B, 'changed'],
  ['a key of another type', line('web1', R, 'ssh-rsa'), 'web1', A, 'changed'],
  ['two keys, the second fits', `${line('web1', B)}\n${line('web1', A)}`, 'web1', A, 'known'],
  ['a revoked key', `${line('web1', A)}\n${line('@revoked *', A)}`, 'web1', A, 'revoked'],
  ['a revoked key of another', `${line('web1', A)}\n${line('@revoked *', B)}`, 'web1', A, 'known'],
  ['a certificate authority', line('@cert-authority *', B), 'web1', A, 'unknown'],
  ['comments and blanks', `# ${line('web1', A)}\n\n`, 'web1', A, 'unknown'],
  ['names in another case', line('Web1', A), 'web1', A, 'known'],
])('%s', (_name, text, host, shown, kind) => {
  expect(checkHostKey(parseKnownHosts(text, 'known_hosts'), host, shown).kind).toBe(kind)
})

test('the line that no longer fits is named', () => {
  const verdict = checkHostKey(parseKnownHosts(`\n${line('web1', B)}`, 'kh'), 'web1', A)
  expect(verdict.kind === 'changed' && verdict.entry.at).toEqual({ file: 'kh', line: 2, column: 1 })
})

test('known types are asked for first', () => {
  const entries = parseKnownHosts(`${line('web1', R, 'ssh-rsa')}\n${line('db1', A)}`, 'kh')
  expect(knownAlgorithms(entries, 'web1')).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'])
  expect(knownAlgorithms(entries, 'none')).toEqual([])
})

test('names and fingerprints', () => {
  expect([knownHostName('Web1', 22), knownHostName('::1', 2222)]).toEqual(['web1', '[::1]:2222'])
  expect(fingerprint(A)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
})
