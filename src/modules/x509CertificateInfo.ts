import type { X509Certificate } from 'node:crypto'
import { ModuleFailure, stateModule, type Values } from './module.ts'
import { certificateFile, hostClock, parseCertificate } from './x509/certificateFile.ts'
import { momentOf } from './x509/moments.ts'
import { certificateValues, validity } from './x509/values.ts'

interface Seen {
  readonly certificate: X509Certificate
  /** The host's clock, in seconds since 1970. */
  readonly now: number
}

export const x509CertificateInfo = stateModule({
  name: 'x509_certificate_info',
  collection: 'community.crypto',
  summary: 'Tells names, validity, issuer, key and fingerprints of a certificate.',
  options: {
    path: { type: 'path', description: 'A PEM file on the host; the first certificate in it counts.' },
    content: { type: 'str', description: 'The certificate itself, in place of a file.' },
    valid_at: {
      type: 'dict',
      description: 'Names with times, such as `+30d` or `20301231235959Z`, at which it may be valid or not.',
    },
    name_encoding: {
      type: 'str',
      default: 'ignore',
      choices: ['ignore', 'idna', 'unicode'],
      description: 'Accepted; names are returned as they stand in the certificate.',
    },
    select_crypto_backend: {
      type: 'str',
      default: 'auto',
      choices: ['auto', 'cryptography'],
      description: 'Accepted as Ansible has it.',
    },
  },
  constraints: { requiredOneOf: [['path', 'content']], mutuallyExclusive: [['path', 'content']] },
  examples: `
- name: See whether the certificate lasts another month
  community.crypto.x509_certificate_info:
    path: /etc/ssl/site.pem
    valid_at:
      next_month: +30d
  register: certificate
`,
  async probe(host, { path, content }): Promise<Seen> {
    const [now, pem] = await Promise.all([
      host.observe(hostClock, 'now'),
      path === undefined ? (content ?? '') : host.observe(certificateFile, path),
    ])
    if (pem === undefined) {
      throw new ModuleFailure(`Error while reading certificate file from disk: ${path} cannot be read`)
    }
    return { certificate: parseCertificate(pem, path ?? 'content'), now }
  },
  plan(args, { certificate, now }) {
    const { from, to } = validity(certificate)
    const asked: Values = args.valid_at ?? {}
    const valid_at = Object.fromEntries(
      Object.entries(asked).map(([name, time]) => {
        const moment = momentOf(time, now, `valid_at.${name}`)
        return [name, from <= moment && moment <= to]
      }),
    )
    return { steps: [], values: { ...certificateValues(certificate), expired: to < now, valid_at } }
  },
})
