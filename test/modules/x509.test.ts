import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { asn1Time, momentOf } from '../../src/modules/x509/moments.ts'
import { x509CertificateInfo } from '../../src/modules/x509CertificateInfo.ts'
import { apply } from './apply.ts'

const here = mkdtempSync(join(tmpdir(), 'stack-x509-'))
const NOW = 1_700_000_000

describe('a moment', () => {
  it.each([
    ['+0s', NOW],
    ['+30d', NOW + 30 * 86_400],
    ['-1w2d', NOW - 9 * 86_400],
    ['+1h2m3s', NOW + 3723],
    ['+45', NOW + 45],
    ['20231114221320Z', NOW],
    ['202311142213Z', NOW - 20],
  ])('%s', (text, moment) => {
    expect(momentOf(text, NOW, 'x')).toBe(moment)
  })
  it.each(['', '+', 'tomorrow', '30d', '2023-11-14', 30])('%s is none', (text) => {
    expect(() => momentOf(text, NOW, 'x')).toThrow('x')
  })
  it('is written as ASN.1 has it', () => expect(asn1Time(NOW)).toBe('20231114221320Z'))
})

describe('a certificate', () => {
  const path = join(here, "the site's.pem")
  const names = 'DNS:example.org,DNS:*.example.org,IP:192.0.2.1'
  const subject = '/C=DE/O=A, B/CN=example.org'
  const options = `-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 20`.split(' ')
  const made = [...options, '-subj', subject, '-addext', `subjectAltName=${names}`]
  // With the key first, as some have it.
  execFileSync('openssl', ['req', '-x509', ...made, '-keyout', path, '-out', path], { stdio: 'pipe' })

  it('tells its names, its time, its key', async () => {
    const { values, changed } = await apply(x509CertificateInfo, {
      path,
      valid_at: { week: '+1w', month: '+30d', yesterday: '-1d' },
    })
    expect(changed).toBe(false)
    expect(values).toMatchObject({
      subject: { countryName: 'DE', organizationName: 'A, B', commonName: 'example.org' },
      issuer_ordered: [
        ['countryName', 'DE'],
        ['organizationName', 'A, B'],
        ['commonName', 'example.org'],
      ],
      subject_alt_name: ['DNS:example.org', 'DNS:*.example.org', 'IP:192.0.2.1'],
      public_key_type: 'ECC',
      expired: false,
      valid_at: { week: true, month: false, yesterday: false },
    })
    expect(JSON.stringify(values)).not.toContain('PRIVATE')
  })

  it('is told as Ansible tells it', async (context) => {
    const { values } = await apply(x509CertificateInfo, { path })
    const args = ['localhost', '-c', 'local', '-m', 'community.crypto.x509_certificate_info', '-a']
    const told = spawnSync('ansible', [...args, JSON.stringify({ path })], { encoding: 'utf8' })
    const start = told.stdout?.indexOf('{') ?? -1
    if (start < 0 || told.status !== 0) return context.skip('ansible or python3-cryptography is not here')
    const theirs = JSON.parse(told.stdout.slice(start)) as Record<string, unknown>
    const { fingerprints, public_key_fingerprints, ...rest } = values
    expect(theirs).toMatchObject(rest)
    for (const [name, print] of Object.entries({ fingerprints, public_key_fingerprints })) {
      expect(theirs[name], name).toMatchObject(print as object)
    }
  })

  it.each([
    ['that is not there', join(here, 'none.pem'), 'cannot be read'],
    ['that is a directory', here, 'cannot be read'],
    ['that is something else', '/etc/hostname', 'holds none'],
  ])('%s is refused', async (_what, wrong, message) => {
    await expect(apply(x509CertificateInfo, { path: wrong })).rejects.toThrow(message)
  })

  it('may be given as text', async () => {
    const content = readFileSync(path, 'utf8').replace(/^[\s\S]*(?=-----BEGIN CERT)/, '')
    const { values } = await apply(x509CertificateInfo, { content })
    expect(values).toMatchObject({ subject: { commonName: 'example.org' } })
  })
})
