import type { X509Certificate } from 'node:crypto'
import type { Sighting } from '../live/sighting.ts'
import type { Topology } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'
import type { Seen } from './seen.ts'

/** Renewed 30 days before its end, a certificate that is closer than this was not. */
const SHORTEST_REST_DAYS = 14
const DAY_MS = 86_400_000

const RENEW = '`stack up` asks for a new one, or says why there is none'

/** What every load balancer shows is valid: for these names, by somebody whom browsers trust, for a while yet. */
export function checkServedCertificates({ topology, sightings, at }: Seen): readonly Found[] {
  const shown = sightings.flatMap((sighting) =>
    sighting.https?.kind === 'certificate' ? [{ sighting, ...sighting.https }] : [],
  )
  return [
    ...shown.flatMap((one) => [
      ...checkTime(one.sighting, one.certificate, at),
      ...checkNames(one.sighting, one.certificate, topology),
      ...checkTrust(one, topology),
    ]),
    ...checkSame(shown, topology),
  ]
}

interface Shown {
  readonly sighting: Sighting
  readonly certificate: X509Certificate
  readonly verdict: number
  readonly reason: string
}

/** By the clock of this machine, which has just been compared with the host's. */
function checkTime({ host, clock }: Sighting, certificate: X509Certificate, at: number): Found[] {
  const left = Date.parse(certificate.validTo) - at
  if (Date.parse(certificate.validFrom) > at + Math.abs(clock.ahead) + 1000) {
    const why = `the certificate that ${host.name} shows is not valid before ${certificate.validFrom}`
    return [holds('https', [host.name], why, RENEW)]
  }
  if (left <= 0) {
    const why = `the certificate that ${host.name} shows has ended: ${certificate.validTo}`
    return [holds('https', [host.name], why, RENEW)]
  }
  const days = Math.floor(left / DAY_MS)
  if (days >= SHORTEST_REST_DAYS) return []
  const why = `the certificate that ${host.name} shows ends in ${days} days and was not renewed: ${certificate.validTo}`
  return [warning('https', [host.name], why, RENEW)]
}

function checkNames({ host }: Sighting, certificate: X509Certificate, { certificates }: Topology): Found[] {
  const missing = certificates.domains.filter((domain) => certificate.checkHost(domain) === undefined)
  if (missing.length === 0) return []
  const why = `the certificate that ${host.name} shows is not for ${missing.join(', ')}`
  return [holds('https', [host.name], why, RENEW)]
}

function checkTrust({ sighting, certificate, verdict, reason }: Shown, { certificates }: Topology): Found[] {
  // Without a domain there is only one of the site's own making, which the inventory has said already.
  if (certificates.domains.length === 0 || verdict === 0) return []
  const names = [sighting.host.name]
  const issuer = certificate.issuer.split('\n').at(-1) ?? ''
  const isOwn = certificate.issuer === certificate.subject
  const why = isOwn
    ? `${names[0]} shows a certificate of the site's own making: none has been issued yet`
    : `${names[0]} does not trust the certificate that it shows, by ${issuer}: ${reason}`
  // Whose authority is private has to bring its certificate to every visitor anyway.
  const weigh = certificates.authority === 'private' && !isOwn ? warning : holds
  return [weigh('https', names, why, RENEW)]
}

function checkSame(shown: readonly Shown[], { certificates }: Topology): Found[] {
  const different = new Set(shown.map(({ certificate }) => certificate.fingerprint256))
  if (certificates.domains.length === 0 || different.size < 2) return []
  const names = shown.map(({ sighting }) => sighting.host.name)
  const why = `${names.join(' and ')} show different certificates`
  return [warning('https', names, why, '`stack up --tags certificates` copies the newest to all')]
}
