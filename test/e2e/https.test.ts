import { mkdir, writeFile } from 'node:fs/promises'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { connect, type PeerCertificate, type SecureVersion } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Authority, openAuthority } from './authority.ts'
import { eventually, told } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'
import { type Visit, visit } from './visitor.ts'

const DOMAINS = ['www.example.org', 'example.org']
const [DOMAIN = ''] = DOMAINS

/** An application that says what it was asked. */
const APP = `import http.server, json, os
class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.ThreadingHTTPServer((os.environ['BIND'], int(os.environ['PORT'])), Echo).serve_forever()
`

const inventory = (): string => `
all:
  vars:
    stack_lab: true
    lab_release: trixie
    app_source: APP_SOURCE
    app_command: /usr/bin/python3 {{ app_directory }}/app.py
    app_packages: [python3]
    app_static: ''
  children:
    load_balancers:
      hosts:
        lb1: {ansible_host: 10.77.32.11}
        lb2: {ansible_host: 10.77.32.12}
    web:
      hosts:
        web1: {ansible_host: 10.77.32.21}
    app:
      hosts:
        web1:
    database:
      children:
        database_primary:
        database_replicas:
`

// One site from no name to names, renewals and troubles: each test goes on from where the one before it ended.
describeOnHosts('a site with HTTPS', () => {
  let opened: Site | undefined
  let authority: Authority | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  const settings = (more = {}): string =>
    JSON.stringify({
      site_domains: DOMAINS,
      certificates_directory: authority?.directory,
      certificates_ca_file: authority?.caFile,
      ...more,
    })
  const up = async (...args: string[]) =>
    told(await site().stack('up', '--output', 'json', '--skip-tags', 'monitoring', ...args))
  const addresses = (): string[] =>
    site()
      .hosts('load_balancers')
      .map((host) => site().address(host))
  const prints = async (): Promise<string[]> =>
    (await Promise.all(addresses().map((address) => certificateOf(address)))).map(
      ({ fingerprint }) => fingerprint,
    )
  const trusted = (): Visit => ({ domain: DOMAIN, ca: authority?.root ?? '' })
  const answerTrusted = async (): Promise<void> => {
    for (const address of addresses()) expect((await visit(address, '/', trusted())).status).toBe(200)
  }

  beforeAll(async () => {
    opened = await openSite('https', inventory())
    const source = join(site().directory, 'app')
    await mkdir(source)
    await writeFile(join(source, 'app.py'), APP)
    await site().edit((text) => text.replace('APP_SOURCE', source))
    // What authorities ask the second load balancer goes to the first.
    authority = await openAuthority(site(), site().address('lb2'))
  })
  afterAll(async () => {
    await authority?.close()
    await opened?.close()
  })

  it('runs on a certificate of its own making while it has no name, and says so', async () => {
    const { code, stdout, stderr } = await site().stack('up', '--skip-tags', 'monitoring')
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('runs on a certificate of its own making')
    const served = await Promise.all(addresses().map((address) => certificateOf(address)))
    expect(new Set(served.map(({ fingerprint }) => fingerprint)).size).toBe(1)
    for (const address of addresses()) {
      expect(served[0]?.subjectaltname).toContain(`IP Address:${address}`)
      const page = await eventually(async () => await answered(address))
      expect(JSON.parse(page.text)).toMatchObject({ 'x-forwarded-proto': 'https', host: address })
      expect(page.headers).not.toHaveProperty('strict-transport-security')
    }
  })

  it('gets its first certificate through any load balancer, and all of them serve it', async () => {
    const { failures, changed } = await up('-e', settings())
    expect(failures).toEqual([])
    expect(changed).toContain('lb1: certificates : Get a certificate')
    const served = await Promise.all(addresses().map((address) => certificateOf(address)))
    expect(served.map(({ subjectaltname }) => subjectaltname)).toEqual(
      addresses().map(() => DOMAINS.map((name) => `DNS:${name}`).join(', ')),
    )
    await answerTrusted()
    expect(new Set(await prints()).size).toBe(1)
  })

  it('changes nothing in a second run, in at most 4 round trips a host', async () => {
    const { changed, failures, roundTrips } = await up('-e', settings())
    expect({ changed, failures }).toEqual({ changed: [], failures: [] })
    expect(Math.max(...Object.values(roundTrips))).toBeLessThanOrEqual(4)
  })

  it('sends visitors to HTTPS, speaks TLS 1.2 and later, and asks browsers to insist', async () => {
    for (const address of addresses()) {
      const init = {
        redirect: 'manual',
        headers: { Host: DOMAIN },
        signal: AbortSignal.timeout(5000),
      } as const
      const { status, headers } = await fetch(`http://${address}/a?b=c`, init)
      expect([status, headers.get('location')]).toEqual([308, `https://${address}/a?b=c`])
      const page = await visit(address, '/', trusted())
      expect(page.headers['strict-transport-security']).toBe('max-age=31536000')
      await expect(certificateOf(address, 'TLSv1.1')).rejects.toThrow()
      expect((await certificateOf(address, 'TLSv1.2')).subjectaltname).toContain(DOMAIN)
    }
  })

  it('is renewed by the timer of certbot without one failing request', async () => {
    const [before] = await prints()
    const processes = await site().on('lb1', 'pgrep -x haproxy')
    const visitors = addresses().flatMap((address) => [
      steadily(address, trusted()),
      steadily(address, { ...trusted(), agent: new Agent({ keepAlive: true, maxSockets: 1 }) }),
    ])
    await renew(site())
    await eventually(async () => (new Set([before, ...(await prints())]).size === 2 ? true : undefined))
    const counted = await Promise.all(visitors.map((stop) => stop()))
    expect(counted.flatMap(({ faults }) => faults)).toEqual([])
    for (const { count } of counted) expect(count).toBeGreaterThan(20)
    const [after, other] = await prints()
    expect([after === before, after === other]).toEqual([false, true])
    // Nothing was reloaded, so nothing that HAProxy had been told over its socket was forgotten.
    expect(await site().on('lb1', 'pgrep -x haproxy')).toBe(processes)
    await answerTrusted()
  })

  it('hands a renewed certificate to a load balancer that was away, later', async () => {
    const [before] = await prints()
    await site().on('lb2', 'systemctl stop ssh.socket ssh')
    await renew(site())
    const [fresh, old] = await prints()
    expect([fresh === before, old === before]).toEqual([false, true])
    await site().on('lb2', 'systemctl start ssh')
    // As its timer does.
    await site().on('lb1', 'systemctl start stack-certificates-keep')
    expect(await prints()).toEqual([fresh, fresh])
    expect((await up('-e', settings())).changed).toEqual([])
  })

  it('stays up on what it has when the authority is down, and says what to do', async () => {
    const before = await prints()
    const down = { certificates_directory: `https://${site().prefix}.2:14999/dir` }
    const { failures } = await up('-e', settings(down))
    expect(failures).toHaveLength(1)
    const [said = ''] = failures
    expect(said).toMatch(/^lb1: certificates : Check that there is a certificate: no certificate for www/)
    expect(said).toMatch(/certificates_staging set to true first[\s\S]*Connection refused/)
    expect(await prints()).toEqual(before)
    await answerTrusted()
    // Only where certificates come from is set back.
    const back = await up('-e', settings())
    expect(back.failures).toEqual([])
    expect(back.changed.filter((what) => !/ Tell the keeper /.test(what))).toEqual([])
  })

  it('puts back a certificate that is not the one issued', async () => {
    const before = await prints()
    await foreign(site(), 'lb1', 'lb2')
    expect(await prints()).not.toContain(before[0])
    const { changed, failures } = await up('-e', settings())
    expect(failures).toEqual([])
    expect(changed).toEqual([
      'lb1: certificates : Serve the certificate that was issued',
      'lb1: certificates : Hand the certificate to the other load balancers',
    ])
    expect(await prints()).toEqual(before)
  })

  it('replaces a certificate that ends soon', async () => {
    const [before] = await prints()
    await site().on(
      'lb1',
      `cd /etc/letsencrypt/live/site && ${selfSigned('20250101000000Z', '$(date -u -d +9days +%Y%m%d000000Z)')}
      cat cert > fullchain.pem; cat cert > cert.pem; cat key > privkey.pem; rm cert key`,
    )
    const { changed, failures } = await up('-e', settings())
    expect(failures).toEqual([])
    expect(changed).toEqual(['lb1: certificates : Get a certificate'])
    expect(await prints()).not.toContain(before)
    await answerTrusted()
  })

  it('gets another certificate when its names change', async () => {
    const site_domains = ['shop.example.org', DOMAIN]
    const { changed, failures } = await up('-e', settings({ site_domains }))
    expect(failures).toEqual([])
    expect(changed).toContain('lb1: certificates : Get a certificate')
    for (const address of addresses()) {
      const page = await visit(address, '/', { ...trusted(), domain: 'shop.example.org' })
      expect(JSON.parse(page.text)).toMatchObject({ host: 'shop.example.org' })
    }
    await answerTrusted()
  })

  it('stays up on what it has when it has no name any more', async () => {
    const before = await prints()
    const { failures } = await up()
    expect(failures).toEqual([])
    expect(await prints()).toEqual(before)
    expect((await up()).changed).toEqual([])
  })
})

/** The certificate that an address shows, trusted or not. Throws when it does not speak `version`. */
function certificateOf(address: string, version?: SecureVersion): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const versions = version === undefined ? {} : { minVersion: version, maxVersion: version }
    const lenient = version === 'TLSv1.1' ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}
    const options = { host: address, port: 443, servername: DOMAIN, rejectUnauthorized: false, timeout: 5000 }
    const socket = connect({ ...options, ...versions, ...lenient }, () => {
      resolve(socket.getPeerCertificate())
      socket.end()
    })
    socket.on('timeout', () => socket.destroy(new Error('no answer')))
    socket.on('error', reject)
  })
}

async function answered(address: string) {
  const page = await visit(address)
  return page.status === 200 ? page : undefined
}

interface Counted {
  readonly count: number
  /** What went wrong, each. */
  readonly faults: readonly string[]
}

/** Visits one after the other until told to stop; then says how they went. */
function steadily(address: string, how: Visit): () => Promise<Counted> {
  let stopped = false
  let count = 0
  const faults: string[] = []
  const done = (async () => {
    for (; !stopped; count++) {
      try {
        const { status } = await visit(address, '/', how)
        if (status !== 200) faults.push(`${address}: ${status}`)
      } catch (error) {
        faults.push(`${address}: ${(error as Error).message}`)
      }
    }
  })()
  return async () => {
    stopped = true
    await done
    how.agent?.destroy()
    return { count, faults }
  }
}

/** Lets certbot's own service renew the certificate as though it were time. */
async function renew(site: Site): Promise<void> {
  const conf = '/etc/letsencrypt/renewal/site.conf'
  await site.on('lb1', `sed -i 's/^renew_before_expiry.*/renew_before_expiry = 400 days/' ${conf}`)
  await site.on('lb1', 'systemctl start certbot')
}

/** Makes `cert` and `key` in the current directory. */
function selfSigned(from: string, to: string): string {
  return `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=x \\
    -addext 'subjectAltName=${DOMAINS.map((name) => `DNS:${name}`).join()}' -not_before ${from} -not_after ${to} \\
    -keyout key -out cert 2>/dev/null`
}

/** Makes hosts serve a certificate that has expired. */
async function foreign(site: Site, ...hosts: string[]): Promise<void> {
  const made = selfSigned('20250101000000Z', '20250201000000Z')
  const script = `cd /root; ${made}; cat cert key > /etc/haproxy/certs/site.pem; systemctl reload haproxy`
  await Promise.all(hosts.map((host) => site.on(host, script)))
}
