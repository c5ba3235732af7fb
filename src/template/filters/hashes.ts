import { createHash, getHashes } from 'node:crypto'
import { bind } from '../bind.ts'
import type { FilterFn } from '../environment.ts'
import { fail } from '../python/fault.ts'
import { str } from '../python/text.ts'

/** Hashes and encodings. */
export const hashFilters: ReadonlyMap<string, FilterFn> = new Map<string, FilterFn>([
  ['hash', bind('hashtype', (value, type = 'sha1') => hash(str(value), str(type)))],
  ['md5', bind('', (value) => hash(str(value), 'md5'))],
  ['sha1', bind('', (value) => hash(str(value), 'sha1'))],
  ['checksum', bind('', (value) => hash(str(value), 'sha1'))],
  [
    'b64encode',
    bind('encoding', (value, encoding = 'utf-8') => encode(str(value), encoding).toString('base64')),
  ],
  [
    'b64decode',
    bind('encoding', (value, encoding = 'utf-8') => decode(Buffer.from(str(value), 'base64'), encoding)),
  ],
  ['to_uuid', bind('namespace', (value, namespace = ANSIBLE_NAMESPACE) => uuid5(str(value), str(namespace)))],
])

function hash(text: string, type: string): string {
  const name = type
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^blake2([bs])$/, (_all, kind) => (kind === 'b' ? 'blake2b512' : 'blake2s256'))
  if (!getHashes().includes(name)) fail(`there is no hash '${type}'`)
  return createHash(name).update(text).digest('hex')
}

const ENCODINGS: Readonly<Record<string, BufferEncoding>> = {
  'utf-8': 'utf8',
  utf8: 'utf8',
  ascii: 'latin1',
  'latin-1': 'latin1',
  latin1: 'latin1',
  'iso-8859-1': 'latin1',
  'utf-16-le': 'utf16le',
  'utf-16le': 'utf16le',
}

function encodingOf(name: unknown): BufferEncoding {
  return ENCODINGS[str(name).toLowerCase()] ?? fail(`there is no encoding '${str(name)}'`)
}

function encode(text: string, encoding: unknown): Buffer {
  return Buffer.from(text, encodingOf(encoding))
}

function decode(bytes: Buffer, encoding: unknown): string {
  return bytes.toString(encodingOf(encoding))
}

const ANSIBLE_NAMESPACE = '361E6D51-FAEC-444A-9079-341386DA8E2E'

function uuid5(text: string, namespace: string): string {
  const bytes = namespace.replaceAll(/[-{}]|urn:uuid:/g, '')
  if (!/^[\da-f]{32}$/i.test(bytes)) fail(`'${namespace}' is no UUID`)
  const digest = createHash('sha1').update(Buffer.from(bytes, 'hex')).update(text).digest().subarray(0, 16)
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
