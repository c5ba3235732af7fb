import { createHash, type X509Certificate } from 'node:crypto'
import type { Values } from '../module.ts'
import { asn1Time } from './moments.ts'

/** From when to when it is valid, in seconds since 1970. */
export function validity({ validFrom, validTo }: X509Certificate): { from: number; to: number } {
  return { from: Date.parse(validFrom) / 1000, to: Date.parse(validTo) / 1000 }
}

/** What community.crypto returns about a certificate, as far as it is told here. */
export function certificateValues(certificate: X509Certificate): Values {
  const { from, to } = validity(certificate)
  const subject = distinguishedName(certificate.subject)
  const issuer = distinguishedName(certificate.issuer)
  const { publicKey } = certificate
  return {
    subject: Object.fromEntries(subject),
    subject_ordered: subject,
    issuer: Object.fromEntries(issuer),
    issuer_ordered: issuer,
    subject_alt_name: alternativeNames(certificate.subjectAltName),
    not_before: asn1Time(from),
    not_after: asn1Time(to),
    public_key: String(publicKey.export({ type: 'spki', format: 'pem' })),
    public_key_type: KEY_TYPES[publicKey.asymmetricKeyType ?? ''] ?? 'unknown',
    public_key_fingerprints: fingerprints(publicKey.export({ type: 'spki', format: 'der' })),
    fingerprints: fingerprints(certificate.raw),
  }
}

const KEY_TYPES: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  dsa: 'DSA',
  ec: 'ECC',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  x25519: 'X25519',
  x448: 'X448',
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  CN: 'commonName',
  C: 'countryName',
  ST: 'stateOrProvinceName',
  L: 'localityName',
  O: 'organizationName',
  OU: 'organizationalUnitName',
  DC: 'domainComponent',
  GN: 'givenName',
  SN: 'surname',
  UID: 'userId',
}

/** One `CN=name` a line, in the certificate's order, with RFC 2253's backslashes. */
function distinguishedName(text: string | undefined): [string, string][] {
  return (text ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf('=')
      const name = line.slice(0, at)
      return [LONG_NAMES[name] ?? name, withoutEscapes(line.slice(at + 1))]
    })
}

function withoutEscapes(text: string): string {
  return text.replaceAll(/\\(?:([0-9A-F]{2})|(.))/g, (_all, digits: string | undefined, plain: string) =>
    digits === undefined ? plain : String.fromCharCode(Number.parseInt(digits, 16)),
  )
}

/** `DNS:a, IP Address:192.0.2.1`; what holds a comma stands in quotation marks. null: there are none. */
function alternativeNames(text: string | undefined): string[] | null {
  if (text === undefined) return null
  return [...text.matchAll(/([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].map(
    ([, kind = '', name = '']) => {
      const plain = name.startsWith('"') ? String(JSON.parse(name)) : name
      return `${ALTERNATIVES[kind] ?? kind}:${plain}`
    },
  )
}

const ALTERNATIVES: Readonly<Record<string, string>> = {
  'IP Address': 'IP',
  DirName: 'dirName',
  'Registered ID': 'RID',
}

const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const

/** `d4:b3:aa…` by algorithm. */
function fingerprints(bytes: Buffer): Record<string, string> {
  return Object.fromEntries(
    ALGORITHMS.map((name) => {
      const digits = createHash(name).update(bytes).digest('hex')
      return [name, digits.replaceAll(/(..)(?=.)/g, '$1:')]
    }),
  )
}
