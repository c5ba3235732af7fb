import { isIP } from 'node:net'
import { namesOf, type Topology } from '../topology.ts'
import { type Found, holds, warning } from './finding.ts'

const EXAMPLE = 'site_domains: [www.example.org]'

/** A certificate that browsers trust, for every name that users type. */
export function checkCertificates(topology: Topology): readonly Found[] {
  const { loadBalancers, certificates } = topology
  const names = namesOf(loadBalancers)
  const without = namesOf(loadBalancers.filter(({ roles }) => !roles.has('certificates')))
  if (loadBalancers.length === 0) {
    return [holds('https', [], 'there is no load balancer to answer HTTPS', 'name hosts in load_balancers')]
  }
  if (without.length > 0) {
    const why = 'no certificate is asked for: the role certificates is left out of the run'
    return [holds('https', without, why, 'run it: leave its tag certificates out of --skip-tags')]
  }
  if (certificates.domains.length === 0) {
    const why = 'the site has no domain, only a certificate of its own making, which browsers warn of'
    return [holds('https', names, why, `set ${EXAMPLE} to the names that lead to the site`)]
  }
  const poor = certificates.domains.flatMap((domain) => checkDomain(domain, topology))
  return poor.some(({ severity }) => severity === 'holds') ? poor : [...poor, ...checkAuthority(topology)]
}

function checkDomain(domain: string, { certificates }: Topology): Found[] {
  if (isIP(domain) !== 0) {
    const why = `site_domains names the address ${domain}; certificates are issued for names`
    return [holds('https', [], why, `name domains: ${EXAMPLE}`)]
  }
  if (domain.includes('*')) {
    const why = `the certificate authority cannot prove the wildcard ${domain} by asking the site (http-01)`
    return [holds('https', [], why, 'name each domain in site_domains')]
  }
  if (!/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\.?$/i.test(domain)) {
    return [
      holds('https', [], `site_domains holds '${domain}', which is no domain`, `name domains: ${EXAMPLE}`),
    ]
  }
  if (certificates.authority === 'private' || !RESERVED.test(domain)) return []
  const why = `no public authority issues a certificate for ${domain}: its ending is reserved`
  return [holds('https', [], why, 'name a domain of your own in site_domains')]
}

/** Names that nobody can own: RFC 2606, RFC 6761, RFC 6762, and what ICANN keeps for private use. */
const RESERVED =
  /(^|\.)(test|example|invalid|localhost|local|internal|lan|home\.arpa|example\.(com|net|org))\.?$/i

function checkAuthority({ loadBalancers, certificates }: Topology): Found[] {
  const names = namesOf(loadBalancers)
  const { authority, email } = certificates
  if (authority === 'staging') {
    const why = 'the certificate comes from the staging authority, which no browser trusts'
    return [holds('https', names, why, 'set certificates_staging to false')]
  }
  const found: Found[] = []
  if (authority === 'private') {
    const why = 'the certificate comes from an authority of your own'
    found.push(warning('https', names, why, 'make sure that every visitor trusts it'))
  }
  if (email === '') {
    const why =
      'the certificate authority can write to nobody, should an account or a certificate be in trouble'
    found.push(warning('https', names, why, 'set site_email'))
  }
  return found
}
