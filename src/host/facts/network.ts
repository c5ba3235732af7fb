import { linesOf, type Sections, textOf } from './sections.ts'

interface Address {
  readonly family: string
  readonly local: string
  readonly address?: string
  readonly prefixlen: number
  readonly broadcast?: string
  readonly scope: string
  readonly label?: string
  readonly secondary?: boolean
}

interface Device {
  readonly ifname: string
  readonly addr_info: readonly Address[]
}

interface Route {
  readonly dev?: string
  readonly gateway?: string
  readonly prefsrc?: string
}

/** Interfaces and default routes; without the `ip` command, interfaces have no addresses. */
export function networkFacts(sections: Sections): Record<string, unknown> {
  const devices = json<Device>(textOf(sections, 'addresses'))
  const interfaces = readInterfaces(linesOf(sections, 'interfaces'))
  for (const device of devices) addAddresses(interfaces, device)
  const all = devices.flatMap((device) => device.addr_info)
  const facts: Record<string, unknown> = {
    ansible_interfaces: [...interfaces.keys()],
    ansible_all_ipv4_addresses: all
      .filter(({ family, local }) => family === 'inet' && !local.startsWith('127.'))
      .map(({ local }) => local),
    ansible_all_ipv6_addresses: all
      .filter(({ family, local }) => family === 'inet6' && local !== '::1')
      .map(({ local }) => local),
    ansible_default_ipv4: defaultRoute(json<Route>(textOf(sections, 'route4'))[0], devices, interfaces),
    ansible_default_ipv6: defaultRoute(json<Route>(textOf(sections, 'route6'))[0], devices, interfaces),
    ansible_dns: resolver(linesOf(sections, 'resolver')),
  }
  for (const [name, facts_] of interfaces) facts[`ansible_${name.replace(/[^A-Za-z0-9_]/g, '_')}`] = facts_
  return facts
}

type Interface = Record<string, unknown>

const TYPES: Readonly<Record<string, string>> = {
  '1': 'ether',
  '32': 'infiniband',
  '512': 'ppp',
  '772': 'loopback',
  '65534': 'tunnel',
}

function readInterfaces(lines: readonly string[]): Map<string, Interface> {
  const interfaces = new Map<string, Interface>()
  let current: Interface = {}
  for (const line of lines) {
    const at = line.indexOf('=')
    const [key, value] = [line.slice(0, at), line.slice(at + 1)]
    if (key === 'device') {
      current = { device: value }
      interfaces.set(value, current)
    } else Object.assign(current, interfaceField(key, value, current))
  }
  return interfaces
}

function interfaceField(key: string, value: string, current: Interface): Interface {
  switch (key) {
    case 'address':
      return value === '' || value === '00:00:00:00:00:00' ? {} : { macaddress: value }
    case 'mtu':
      return { mtu: Number(value) }
    case 'speed':
      return { speed: Number(value) }
    case 'operstate':
      return { active: value !== 'down' }
    case 'type':
      return { type: TYPES[value] ?? 'unknown' }
    case 'flags':
      return { promisc: (Number(value) & 0x100) > 0 }
    case 'bridge/bridge_id':
      return { type: 'bridge', id: value, interfaces: [] }
    case 'bridge/stp_state':
      return { stp: value === '1' }
    case 'port':
      return { interfaces: [...((current['interfaces'] as string[] | undefined) ?? []), value] }
    default:
      return { [key]: value.split('/').at(-1) }
  }
}

function addAddresses(interfaces: Map<string, Interface>, device: Device): void {
  const own = interfaces.get(device.ifname)
  if (own === undefined) return
  for (const address of device.addr_info) {
    if (address.family === 'inet6') {
      const { local, prefixlen, scope } = address
      const known = (own['ipv6'] as unknown[] | undefined) ?? []
      own['ipv6'] = [...known, { address: local, prefix: String(prefixlen), scope }]
    } else if (own['ipv4'] === undefined) own['ipv4'] = describe4(address)
    else {
      const known = (own['ipv4_secondaries'] as unknown[] | undefined) ?? []
      own['ipv4_secondaries'] = [...known, describe4(address)]
    }
  }
}

function describe4({ local, prefixlen, broadcast }: Address): Record<string, string> {
  const mask = prefixlen === 0 ? 0 : (0xffffffff << (32 - prefixlen)) >>> 0
  const number = local.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return {
    address: local,
    broadcast: broadcast ?? '',
    netmask: dotted(mask),
    network: dotted((number & mask) >>> 0),
    prefix: String(prefixlen),
  }
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}

function defaultRoute(
  route: Route | undefined,
  devices: readonly Device[],
  interfaces: ReadonlyMap<string, Interface>,
): Record<string, unknown> {
  if (route?.dev === undefined) return {}
  const own = interfaces.get(route.dev) ?? {}
  const address = devices.flatMap((device) => device.addr_info).find(({ local }) => local === route.prefsrc)
  return {
    interface: route.dev,
    ...(route.prefsrc === undefined ? {} : { address: route.prefsrc }),
    ...(route.gateway === undefined ? {} : { gateway: route.gateway }),
    ...(address === undefined ? {} : addressOf(address)),
    ...(own['macaddress'] === undefined ? {} : { macaddress: own['macaddress'] }),
    ...(own['mtu'] === undefined ? {} : { mtu: own['mtu'] }),
    type: own['type'] ?? 'unknown',
  }
}

function addressOf(address: Address): Record<string, unknown> {
  if (address.family === 'inet6') return { prefix: String(address.prefixlen), scope: address.scope }
  return { ...describe4(address), alias: address.label ?? '' }
}

function resolver(lines: readonly string[]): Record<string, unknown> {
  const dns: { nameservers?: string[]; search?: string[]; domain?: string } = {}
  for (const line of lines) {
    const [key, ...values] = line.trim().split(/\s+/)
    if (key === 'nameserver' && values[0] !== undefined)
      dns.nameservers = [...(dns.nameservers ?? []), values[0]]
    if (key === 'search') dns.search = values
    if (key === 'domain' && values[0] !== undefined) dns.domain = values[0]
  }
  return dns
}

function json<T>(text: string): readonly T[] {
  try {
    return JSON.parse(text) as T[]
  } catch {
    return []
  }
}
