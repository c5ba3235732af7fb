import type { OpenedRun } from '../engine/openRun.ts'
import { RoleSites } from '../engine/roleSites.ts'
import { StackError } from '../errors.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { isRecord } from '../source/record.ts'
import { RoleVariables } from './roleVariables.ts'
import {
  type Certificates,
  type FirewallRule,
  GROUP_OF,
  type HostFirewall,
  type Password,
  type Ports,
  type Tier,
  type Topology,
  type TopologyHost,
} from './topology.ts'

/**
 * The site that a run's inventory describes. `--limit` makes no difference to it.
 * @throws StackError `usage` when the inventory has no hosts, or the playbooks are not the stack's
 */
export function readTopology(run: OpenedRun): Topology {
  const { inventory } = run.context.world
  const [first] = inventory.hosts.keys()
  if (first === undefined) {
    throw new StackError('usage', `the inventory ${inventory.sources.join(', ')} has no hosts`, {
      hint: 'name some in its groups: load_balancers, web, app, database_primary, database_replicas',
    })
  }
  const sites = new RoleSites(run)
  const shared = new RoleVariables(sites, first)
  const addresses = addressesOf(shared)
  const hosts = [...inventory.hosts.keys()].map((name) => hostOf(name, addresses, inventory, sites))
  const of = (tier: Tier): readonly TopologyHost[] => hosts.filter(({ tiers }) => tiers.includes(tier))
  const loadBalancers = of('load balancer')
  const monitors = of('monitoring server')
  const monitoring = variablesOn(sites, shared, monitors[0] ?? loadBalancers[0], 'monitoring')
  return {
    sources: inventory.sources,
    hosts,
    loadBalancers,
    webServers: of('web server'),
    appServers: of('application server'),
    primaries: of('primary'),
    replicas: of('replica'),
    monitors: monitors.length > 0 ? monitors : loadBalancers.slice(0, 1),
    isLab: shared.flag('stack_lab'),
    virtualAddress: shared.text('load_balancer_virtual_address'),
    siteAddress: loadBalancers.length === 0 ? '' : shared.text('site_address'),
    certificates: certificatesOf(shared, variablesOn(sites, shared, loadBalancers[0], 'certificates')),
    alertRoutes: monitoring.texts('monitoring_routes'),
    heartbeat: monitoring.text('monitoring_heartbeat_url') !== '',
    ports: portsOf(shared),
    passwords: [
      ...PASSWORDS,
      ...(shared.text('load_balancer_virtual_address') === '' ? [] : ['virtual_address_password']),
    ].map((variable) => passwordOf(shared, variable)),
  }
}

/** `stack_addresses`: every host's address, by its name. */
function addressesOf(shared: RoleVariables): Readonly<Record<string, unknown>> {
  const addresses = shared.value('stack_addresses')
  if (isRecord(addresses)) return addresses
  throw new StackError('usage', "the playbook does not use the stack's roles, so it says nothing of a site", {
    hint: "leave --playbook out, or name one that uses the role 'topology'",
  })
}

function hostOf(
  name: string,
  addresses: Readonly<Record<string, unknown>>,
  inventory: Inventory,
  sites: RoleSites,
): TopologyHost {
  const groups = new Set(inventory.hosts.get(name)?.groups)
  const tiers = (Object.keys(GROUP_OF) as Tier[]).filter((tier) => groups.has(GROUP_OF[tier]))
  return {
    name,
    address: String(addresses[name] ?? name),
    tiers,
    roles: new Set(sites.roles.filter((role) => sites.runsOn(role, name))),
    firewall: firewallOf(new RoleVariables(sites, name, 'firewall')),
    readsFrom: tiers.includes('application server')
      ? new RoleVariables(sites, name, 'application').text('app_read_host') || undefined
      : undefined,
  }
}

function firewallOf(variables: RoleVariables): HostFirewall {
  return {
    sshSources: variables.texts('firewall_ssh_sources'),
    rules: [
      ...variables.list('firewall_rules').flatMap((rule) => ruleOf(rule, false)),
      ...variables.list('firewall_extra_rules').flatMap((rule) => ruleOf(rule, true)),
    ],
  }
}

function ruleOf(rule: unknown, isExtra: boolean): FirewallRule[] {
  if (!isRecord(rule)) return []
  const sources = rule['sources'] ?? rule['source'] ?? 'any'
  return [
    {
      ports: String(rule['port'] ?? 'any'),
      protocol: String(rule['proto'] ?? 'tcp'),
      sources: Array.isArray(sources) ? sources.map(String) : [String(sources)],
      isExtra,
    },
  ]
}

function certificatesOf(shared: RoleVariables, own: RoleVariables): Certificates {
  return {
    domains: shared.texts('site_domains'),
    email: own.text('site_email'),
    authority: authorityOf(own.text('certificates_server')),
  }
}

function authorityOf(directory: string): Certificates['authority'] {
  if (directory.includes('acme-staging')) return 'staging'
  return directory === '' || directory.includes('letsencrypt.org') ? 'letsencrypt' : 'private'
}

function variablesOn(
  sites: RoleSites,
  shared: RoleVariables,
  host: TopologyHost | undefined,
  role: string,
): RoleVariables {
  return host === undefined ? shared : new RoleVariables(sites, host.name, role)
}

function portsOf(shared: RoleVariables): Ports {
  return {
    web: shared.number('web_port', 80),
    app: shared.number('app_port', 8000),
    mysql: shared.number('mysql_port', 3306),
    exporters: {
      node_exporter: shared.number('node_exporter_port', 9100),
      mysqld_exporter: shared.number('mysqld_exporter_port', 9104),
      nginx_exporter: shared.number('nginx_exporter_port', 9113),
      haproxy: shared.number('haproxy_metrics_port', 8405),
    },
  }
}

const PASSWORDS = [
  'mysql_app_password',
  'mysql_app_read_password',
  'mysql_replication_password',
  'mysql_seed_password',
] as const

function passwordOf(shared: RoleVariables, variable: string): Password {
  return {
    variable,
    secret: shared.secret(variable),
    // The play `base` refuses the same beginning outside a lab.
    isExample: shared.text(variable).startsWith('example-'),
  }
}
