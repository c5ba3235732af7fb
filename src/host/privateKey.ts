import { readFileSync } from 'node:fs'

export type PrivateKey =
  | { readonly kind: 'key'; readonly file: string; readonly content: Buffer }
  /** Only an agent can use it: a passphrase is never asked for. */
  | { readonly kind: 'encrypted'; readonly file: string }
  | { readonly kind: 'unusable'; readonly file: string; readonly why: string }

/** A private key file, told apart by its header whether it needs a passphrase. */
export function readPrivateKey(file: string): PrivateKey {
  let content: Buffer
  try {
    content = readFileSync(file)
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    return { kind: 'unusable', file, why: missing ? 'no such file' : 'it cannot be read' }
  }
  const text = content.toString('latin1')
  if (!text.includes('PRIVATE KEY-----')) return { kind: 'unusable', file, why: 'it is not a private key' }
  return isEncrypted(text) ? { kind: 'encrypted', file } : { kind: 'key', file, content }
}

/** OpenSSH's own format names its cipher first (PROTOCOL.key); the older ones say it in clear. */
function isEncrypted(text: string): boolean {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1]
  if (body === undefined) return text.includes('ENCRYPTED')
  const bytes = Buffer.from(body, 'base64')
  const at = 'openssh-key-v1\0'.length
  if (bytes.length < at + 4) return false
  return bytes.toString('latin1', at + 4, at + 4 + bytes.readUInt32BE(at)) !== 'none'
}
