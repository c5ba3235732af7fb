import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UnitState } from '../../../src/host/observations/units.ts'
import type { Server, Servers } from '../../../src/modules/haproxy/servers.ts'
import type { ReplicaStatus } from '../../../src/modules/replica/status.ts'
import { parseTuple } from '../../../src/modules/ufw/rule.ts'
import type { UfwState } from '../../../src/modules/ufw/state.ts'
import type { HttpsAnswer } from '../../../src/stack/live/httpsAnswer.ts'
import type { DatabaseSighting, Look, Sighting, Target } from '../../../src/stack/live/sighting.ts'
import type { Topology, TopologyHost } from '../../../src/stack/topology.ts'
import { DB1, DB2, LB1, LB2, MON, WEB1, WEB2 } from './healthy.ts'

export const VIRTUAL = '192.0.2.10'

/** Whole days that the certificates of these tests last. */
export const LIFE_DAYS = 90
export const GOOD = certificate('www.foobar.com')
export const OTHER = certificate('www.other.com')

export const ACTIVE: UnitState = {
  systemd: true,
  loadState: 'loaded',
  activeState: 'active',
  subState: 'running',
  unitFileState: 'enabled',
  needsReload: false,
  properties: {},
}

export function unit(name: string, activeState = 'active'): Record<string, UnitState> {
  return { [name]: { ...ACTIVE, activeState } }
}

export function looksOf(given: Topology, change: Readonly<Record<string, Partial<Sighting>>>): Look[] {
  return given.hosts.map((host) => ({ kind: 'seen', sighting: { ...well(host), ...change[host.name] } }))
}

/** A host with nothing to complain about. */
function well(host: TopologyHost): Sighting {
  const clock = { ahead: 3, uncertainty: 1 }
  const seen = { host, ufw: ufw(), addresses: [host.address], clock }
  switch (host) {
    case LB1:
    case LB2: {
      const addresses = host === LB1 ? [host.address, VIRTUAL] : [host.address]
      const units = { ...unit('haproxy'), ...unit('keepalived') }
      return {
        ...seen,
        addresses,
        units,
        haproxy: servers(['web1', 'UP'], ['web2', 'UP']),
        https: shown(GOOD),
      }
    }
    case WEB1:
    case WEB2:
      return { ...seen, units: { ...unit('nginx'), ...unit('app') } }
    case DB1:
      return { ...seen, units: {}, database: { kind: 'answers', readOnly: false, replication: undefined } }
    case DB2:
      return { ...seen, units: {}, database: replica() }
    default: {
      const units = { ...unit('prometheus'), ...unit('prometheus-alertmanager') }
      return { ...seen, units, targets: [target(WEB1, true), target(MON, true)] }
    }
  }
}

export function ufw(more: Partial<UfwState> = {}, ...tuples: readonly string[]): UfwState {
  const parsed = tuples.map(parseTuple).filter((rule) => rule !== undefined)
  if (parsed.length !== tuples.length) throw new Error('a rule of the test cannot be read')
  return {
    installed: true,
    readable: true,
    enabled: true,
    loaded: true,
    ipv6: false,
    policies: { incoming: 'deny', outgoing: 'allow', routed: 'deny' },
    logging: 'low',
    rules: parsed,
    rules6: [],
    session: undefined,
    ...more,
  }
}

export function servers(...states: readonly (readonly [name: string, status: string])[]): Servers {
  const rest: Omit<Server, 'name' | 'status'> = {
    backend: 'web',
    maintenance: false,
    draining: false,
    weight: 1,
    configuredWeight: 1,
    healthChecks: 'on',
    agentChecks: 'none',
    shownWeight: '1',
    sessions: 0,
  }
  return { kind: 'servers', servers: states.map(([name, status]) => ({ ...rest, name, status })) }
}

export function silent(): Servers {
  return { kind: 'silent', reason: 'no socket' }
}

export function mute(): HttpsAnswer {
  return { kind: 'silent', reason: 'refused' }
}

export function shown(one: X509Certificate, verdict = 0): HttpsAnswer {
  return { kind: 'certificate', certificate: one, verdict, reason: 'as OpenSSL says' }
}

export function both(https: HttpsAnswer): Readonly<Record<string, Partial<Sighting>>> {
  return { lb1: { https }, lb2: { https } }
}

export function replica(more: Partial<ReplicaStatus> = {}): Extract<DatabaseSighting, { kind: 'answers' }> {
  const replication: ReplicaStatus = {
    host: DB1.address,
    port: 3306,
    user: 'replication',
    receiver: 'Yes',
    applier: 'Yes',
    receiverError: { code: 0, text: '' },
    applierError: { code: 0, text: '' },
    lag: 0,
    logFile: 'binlog.000001',
    logPosition: 4,
    ...more,
  }
  return { kind: 'answers', readOnly: true, replication }
}

export function target({ name, address }: TopologyHost, up: boolean): Target {
  const url = `http://${address}:9100/metrics`
  return { job: 'node', host: name, url, up, error: up ? '' : 'connection refused' }
}

/** A certificate that begins now and lasts `LIFE_DAYS`. */
function certificate(name: string): X509Certificate {
  const directory = mkdtempSync(join(tmpdir(), 'stack-certificate-'))
  const file = join(directory, 'site.pem')
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
  const files = ['-keyout', join(directory, 'key'), '-out', file, '-days', String(LIFE_DAYS)]
  try {
    execFileSync('openssl', ['req', '-x509', ...key, ...subject, ...files], { stdio: 'pipe' })
    return new X509Certificate(readFileSync(file))
  } finally {
    rmSync(directory, { recursive: true })
  }
}
