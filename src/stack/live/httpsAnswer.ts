import { X509Certificate } from 'node:crypto'
import { StackError } from '../../errors.ts'
import type { ObservationKind } from '../../host/observation.ts'
import { script, sequence, sh } from '../../shell/command.ts'

/** Where to ask for HTTPS, and for which name (none: by address alone). */
export interface HttpsPlace {
  readonly address: string
  readonly port: number
  readonly name: string | undefined
}

/** The certificate that is shown there, as the asking host sees it; or why there is none. */
export type HttpsAnswer =
  | {
      readonly kind: 'certificate'
      readonly certificate: X509Certificate
      /** OpenSSL's verdict with the authorities that the host trusts: 0 is trusted. */
      readonly verdict: number
      /** The verdict's words. */
      readonly reason: string
    }
  | { readonly kind: 'silent'; readonly reason: string }

/** What answers HTTPS at a place, asked from the host itself. Certificates come from elsewhere, hence the scope. */
export const httpsAnswer: ObservationKind<HttpsPlace, HttpsAnswer> = {
  name: 'httpsAnswer',
  scope: 'network',
  id: ({ address, port, name }) => `${address}:${port} ${name ?? ''}`,
  fetch: (places) => ({
    // Debian's ca-certificates, which every server has, brings openssl along.
    command: sequence(...places.map(ask), script('exit 0')),
  }),
  parse: (reply, places) => {
    const parts = reply.stdout.toString('utf8').split('\0')
    if (parts.length !== places.length + 1) {
      throw new StackError('task', 'the certificates that are shown could not be read')
    }
    return places.map((_place, index) => parseAnswer(parts[index] ?? ''))
  },
}

function ask({ address, port, name }: HttpsPlace) {
  const naming = name === undefined ? ['-noservername'] : ['-servername', name]
  return sh`timeout 5 openssl s_client -connect ${`${address}:${port}`} ${naming} </dev/null 2>&1; printf '\\0'`
}

/** Reads what `openssl s_client` printed. */
export function parseAnswer(text: string): HttpsAnswer {
  const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text)?.[0]
  if (pem === undefined) {
    const [said = 'no answer'] = text
      .split('\n')
      .filter((line) => /errno|error|not found|refused/i.test(line))
    return { kind: 'silent', reason: said.trim() }
  }
  const [, code = '-1', reason = ''] = /Verif(?:y return code|ication): (\d+) \((.*)\)/.exec(text) ?? []
  return { kind: 'certificate', certificate: new X509Certificate(pem), verdict: Number(code), reason }
}
