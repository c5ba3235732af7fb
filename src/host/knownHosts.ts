import { createHash, createHmac } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Position } from '../source/position.ts'

/** One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). */
export interface KnownHost {
  readonly at: Position
  readonly revoked: boolean
  /** Names with `*`, `?` and `!`, or one hashed name. */
  readonly names: readonly string[]
  readonly keyType: string
  readonly key: Buffer
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly entry: KnownHost }
  | { readonly kind: 'revoked'; readonly entry: KnownHost }

/** The entries of all files, in order; a file that is not there has none. Certificate authorities are left out. */
export function readKnownHosts(files: readonly string[]): KnownHost[] {
  return files.flatMap((file) => {
    try {
      return parseKnownHosts(readFileSync(file, 'utf8'), file)
    } catch {
      return []
    }
  })
}

export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const fields = line.trim().split(/\s+/)
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined
    const [names = '', keyType = '', key = ''] = fields
    if (names === '' || names.startsWith('#') || key === '' || marker === '@cert-authority') return []
    return {
      at: { file, line: index + 1, column: 1 },
      revoked: marker === '@revoked',
      names: names.split(','),
      keyType,
      key: Buffer.from(key, 'base64'),
    }
  })
}

/** How known_hosts calls a host: the port is named only when it is not 22. */
export function knownHostName(address: string, port: number): string {
  return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`
}

/** What the entries say of a key. A host with entries of other types only counts as changed, not as new. */
export function checkHostKey(entries: readonly KnownHost[], name: string, key: Buffer): HostKeyVerdict {
  const own = entries.filter((entry) => matches(entry, name))
  const revoked = own.find((entry) => entry.revoked && entry.key.equals(key))
  if (revoked !== undefined) return { kind: 'revoked', entry: revoked }
  const valid = own.filter((entry) => !entry.revoked)
  if (valid.some((entry) => entry.key.equals(key))) return { kind: 'known' }
  const type = keyTypeOf(key)
  const changed = valid.find((entry) => entry.keyType === type) ?? valid[0]
  return changed === undefined ? { kind: 'unknown' } : { kind: 'changed', entry: changed }
}

/** Signature algorithms for the types of key that are known of a host, to be asked of it first. */
export function knownAlgorithms(entries: readonly KnownHost[], name: string): string[] {
  const types = entries
    .filter((entry) => !entry.revoked && matches(entry, name))
    .map((entry) => entry.keyType)
  return [...new Set(types)].flatMap((type) =>
    type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'] : [type],
  )
}

/** `SHA256:…`, as OpenSSH shows it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The line to be added for a key. */
export function knownHostLine(name: string, key: Buffer): string {
  return `${name} ${keyTypeOf(key)} ${key.toString('base64')}`
}

/** Adds a key in one write, so that runs side by side don't tear each other's lines. */
export function addKnownHost(file: string, name: string, key: Buffer): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  appendFileSync(file, `${endsInLine(file) ? '' : '\n'}${knownHostLine(name, key)}\n`, { mode: 0o600 })
}

/** The type that a key blob begins with: `ssh-ed25519`. */
export function keyTypeOf(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + key.readUInt32BE(0))
}

function endsInLine(file: string): boolean {
  try {
    const text = readFileSync(file, 'utf8')
    return text === '' || text.endsWith('\n')
  } catch {
    return true
  }
}

function matches(entry: KnownHost, name: string): boolean {
  let found = false
  for (const pattern of entry.names) {
    if (pattern.startsWith('|')) found ||= matchesHashed(pattern, name)
    else if (pattern.startsWith('!')) {
      if (matchesGlob(pattern.slice(1), name)) return false
    } else found ||= matchesGlob(pattern, name)
  }
  return found
}

function matchesHashed(pattern: string, name: string): boolean {
  const [, version, salt = '', hash = ''] = pattern.split('|')
  const hmac = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64')
  return version === '1' && hmac === hash
}

function matchesGlob(pattern: string, name: string): boolean {
  const source = pattern
    .toLowerCase()
    .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(name)
}
