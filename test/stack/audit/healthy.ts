import { Secret } from '../../../src/shell/secret.ts'
import type { Tier, Topology, TopologyHost } from '../../../src/stack/topology.ts'

const EVERYWHERE = ['base', 'firewall', 'exporters']

/** A server as it should be. */
export function host(
  name: string,
  address: string,
  tiers: readonly Tier[],
  more: Partial<TopologyHost> = {},
): TopologyHost {
  const own = tiers.flatMap((tier) => ROLES[tier])
  return {
    name,
    address,
    tiers,
    roles: new Set([...EVERYWHERE, ...own]),
    firewall: { sshSources: ['198.51.100.0/24'], rules: [] },
    readsFrom: tiers.includes('application server') ? 'db2' : undefined,
    ...more,
  }
}

const ROLES: Readonly<Record<Tier, readonly string[]>> = {
  'load balancer': ['load_balancer', 'certificates', 'virtual_address'],
  'web server': ['web'],
  'application server': ['application'],
  primary: ['database'],
  replica: ['database'],
  'monitoring server': ['monitoring'],
}

export const LB1 = host('lb1', '192.0.2.11', ['load balancer'])
export const LB2 = host('lb2', '192.0.2.12', ['load balancer'])
export const WEB1 = host('web1', '192.0.2.21', ['web server', 'application server'])
export const WEB2 = host('web2', '192.0.2.22', ['web server', 'application server'])
export const DB1 = host('db1', '192.0.2.31', ['primary'])
export const DB2 = host('db2', '192.0.2.32', ['replica'])
export const MON = host('mon', '192.0.2.41', ['monitoring server'])

/** A site of which there is nothing to complain, but for what a test changes. */
export function site(
  change: { readonly hosts?: readonly TopologyHost[] } & Partial<Topology> = {},
): Topology {
  const hosts = change.hosts ?? [LB1, LB2, WEB1, WEB2, DB1, DB2, MON]
  const of = (tier: Tier): readonly TopologyHost[] => hosts.filter(({ tiers }) => tiers.includes(tier))
  const monitors = of('monitoring server')
  return {
    sources: ['hosts.yaml'],
    hosts,
    loadBalancers: of('load balancer'),
    webServers: of('web server'),
    appServers: of('application server'),
    primaries: of('primary'),
    replicas: of('replica'),
    monitors: monitors.length > 0 ? monitors : of('load balancer').slice(0, 1),
    isLab: false,
    virtualAddress: '192.0.2.10',
    siteAddress: '192.0.2.10',
    certificates: { domains: ['www.foobar.com'], email: 'admin@foobar.com', authority: 'letsencrypt' },
    alertRoutes: ['email'],
    heartbeat: false,
    ports: {
      web: 80,
      app: 8000,
      mysql: 3306,
      exporters: { node_exporter: 9100, mysqld_exporter: 9104, nginx_exporter: 9113, haproxy: 8405 },
    },
    passwords: ['one', 'two', 'three', 'four'].map((name) => ({
      variable: `mysql_${name}_password`,
      secret: new Secret(`a long password, number ${name}`),
      isExample: false,
    })),
    ...change,
  }
}
