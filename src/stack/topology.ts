import type { Secret } from '../shell/secret.ts'

/** What a server is for: the groups of the inventory, each by the word that people use for it. */
export type Tier =
  | 'load balancer'
  | 'web server'
  | 'application server'
  | 'primary'
  | 'replica'
  | 'monitoring server'

/** The group of the inventory that makes a host part of a tier. */
export const GROUP_OF: Readonly<Record<Tier, string>> = {
  'load balancer': 'load_balancers',
  'web server': 'web',
  'application server': 'app',
  primary: 'database_primary',
  replica: 'database_replicas',
  'monitoring server': 'monitoring',
}

/** One server of the site. */
export interface TopologyHost {
  readonly name: string
  /** Where the other servers reach it: `stack_address`, else `ansible_host`, else its name. */
  readonly address: string
  /** In the order of `GROUP_OF`; empty for a host that is in none of the groups. */
  readonly tiers: readonly Tier[]
  /** The playbook's roles that a run carries out on it: `base`, `firewall`, `web` … */
  readonly roles: ReadonlySet<string>
  readonly firewall: HostFirewall
  /** Application servers: the host of the database that their reads go to. */
  readonly readsFrom: string | undefined
}

/** Whom a server's firewall is to let in; everyone else is shut out. */
export interface HostFirewall {
  /** Where SSH may come from: addresses, networks or `any`. */
  readonly sshSources: readonly string[]
  /** What follows from the topology, then the rules that the inventory adds. */
  readonly rules: readonly FirewallRule[]
}

export interface FirewallRule {
  /** A port, several with commas, a range with a colon; `any` without one. */
  readonly ports: string
  /** `tcp`, `udp` or `vrrp`. */
  readonly protocol: string
  /** Addresses, networks or `any`; without one the rule lets nobody in. */
  readonly sources: readonly string[]
  /** Whether the inventory asks for it (`firewall_extra_rules`); else it follows from the topology. */
  readonly isExtra: boolean
}

/** The certificates of the site. */
export interface Certificates {
  /** Names that users type; empty: the site has only a certificate of its own making. */
  readonly domains: readonly string[]
  /** Where the certificate authority writes to; empty: nowhere. */
  readonly email: string
  /** `letsencrypt`, its `staging`, or `private`: a directory of one's own. */
  readonly authority: 'letsencrypt' | 'staging' | 'private'
}

/** A variable that holds a password. */
export interface Password {
  readonly variable: string
  /** Undefined when it is not set, or empty. */
  readonly secret: Secret | undefined
  /** One of the examples that come with the inventories. */
  readonly isExample: boolean
}

/**
 * The site that an inventory describes, with every variable as the playbooks see it in a run: the one source
 * for whoever tells something about a site without, or before, looking at its hosts. A plain value.
 */
export interface Topology {
  /** The inventories it was read from. */
  readonly sources: readonly string[]
  /** All hosts, in inventory order. */
  readonly hosts: readonly TopologyHost[]
  readonly loadBalancers: readonly TopologyHost[]
  readonly webServers: readonly TopologyHost[]
  readonly appServers: readonly TopologyHost[]
  /** One, unless the inventory is wrong. */
  readonly primaries: readonly TopologyHost[]
  readonly replicas: readonly TopologyHost[]
  /** Where monitoring runs: the group `monitoring`, else the first load balancer. */
  readonly monitors: readonly TopologyHost[]
  /** Throwaway hosts, on which example passwords are accepted. */
  readonly isLab: boolean
  /** The IPv4 address that the load balancers hold together; empty: none. */
  readonly virtualAddress: string
  /** Where users' names and addresses lead; empty when there is no load balancer. */
  readonly siteAddress: string
  readonly certificates: Certificates
  /** How alerts leave: `email`, `slack`, `webhook`; empty: nobody is told. */
  readonly alertRoutes: readonly string[]
  /** Whether a service elsewhere raises the alarm when the monitoring itself falls silent. */
  readonly heartbeat: boolean
  readonly ports: Ports
  readonly passwords: readonly Password[]
}

export interface Ports {
  readonly web: number
  readonly app: number
  readonly mysql: number
  /** Where servers tell the monitoring servers how they are, by what tells it. */
  readonly exporters: Readonly<Record<string, number>>
}

/** Hosts that are in one of the tiers, each once, in inventory order. */
export function hostsOfTiers(topology: Topology, ...tiers: readonly Tier[]): readonly TopologyHost[] {
  return topology.hosts.filter((host) => host.tiers.some((tier) => tiers.includes(tier)))
}

export function namesOf(hosts: readonly TopologyHost[]): readonly string[] {
  return hosts.map(({ name }) => name)
}

/** How many machines the hosts are: two names of one address are one machine. */
export function machinesOf(hosts: readonly TopologyHost[]): number {
  return new Set(hosts.map(({ address }) => address)).size
}
