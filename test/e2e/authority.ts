import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { labNames } from '../../src/lab/names.ts'
import { must, run } from '../../src/lab/process.ts'
import { eventually } from './running.ts'
import type { Site } from './site.ts'

/** A certificate authority (Pebble) with its own DNS, on the site's network but none of its servers. */
export interface Authority {
  /** Its ACME directory. */
  readonly directory: string
  /** The file (PEM) that the directory is trusted by. */
  readonly caFile: string
  /** The root (PEM) that its certificates lead to. */
  readonly root: string
  close(): Promise<void>
}

/** Starts an authority for which every name leads to `address`. */
export async function openAuthority(site: Site, address: string): Promise<Authority> {
  const { netns } = labNames(site.lab)
  const own = `${site.prefix}.2`
  await run(['ip', '-n', netns, 'address', 'add', `${own}/24`, 'dev', 'br0'])
  await must(['ip', '-n', netns, 'link', 'set', 'lo', 'up'])
  const caFile = await makeServerCertificate(site.directory, own)
  const config = join(site.directory, 'pebble.json')
  await writeFile(config, JSON.stringify({ pebble: settings(site.directory, own) }))
  const inside = (argv: string[], env = {}): ChildProcess =>
    spawn('nsenter', [`--net=/run/netns/${netns}`, ...argv], {
      stdio: 'ignore',
      env: { ...process.env, ...env },
    })
  const unused = ['-http01', '', '-https01', '', '-tlsalpn01', '', '-defaultIPv6', '']
  const dns = ['-dns01', `${own}:8053`, '-management', `${own}:8055`, '-defaultIPv4', address]
  const running = [
    inside(['pebble-challtestsrv', ...dns, ...unused]),
    inside(['pebble', '-config', config, '-dnsserver', `${own}:8053`], {
      PEBBLE_VA_NOSLEEP: '1',
      PEBBLE_WFE_NONCEREJECT: '0',
    }),
  ]
  const ca = await readFile(caFile, 'utf8')
  const root = await eventually(() => get(`https://${own}:15000/roots/0`, ca))
  const close = async (): Promise<void> => {
    await Promise.all(running.map((child) => (child.kill() ? once(child, 'exit') : undefined)))
  }
  return { directory: `https://${own}:14000/dir`, caFile, root, close }
}

function settings(directory: string, own: string) {
  return {
    listenAddress: `${own}:14000`,
    managementListenAddress: `${own}:15000`,
    certificate: join(directory, 'acme.pem'),
    privateKey: join(directory, 'acme.key'),
    httpPort: 80,
    tlsPort: 443,
    certificateValidityPeriod: 90 * 86_400,
  }
}

/** What the directory itself is reached with, as that of a private authority is: signed by nobody known. */
async function makeServerCertificate(directory: string, address: string): Promise<string> {
  const file = (name: string): string => join(directory, name)
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  const ca = ['-CA', file('ca.pem'), '-CAkey', file('ca.key')]
  const names = ['-addext', `subjectAltName=IP:${address}`, '-addext', 'basicConstraints=critical,CA:FALSE']
  const make = (name: string, ...more: string[]) =>
    must(['openssl', 'req', '-x509', ...fresh, '-subj', `/CN=${name}`, ...more].concat(out(name)))
  const out = (name: string) => ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)]
  await make('ca')
  await make('acme', ...names, ...ca)
  return file('ca.pem')
}

function get(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca, agent: false, timeout: 3000 }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve(text))
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', reject)
    asked.end()
  })
}
