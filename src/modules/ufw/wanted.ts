import { ModuleFailure } from '../module.ts'
import type { Profiles } from './profiles.ts'
import { inFamily, normalAddress, type UfwAction, type UfwRule } from './rule.ts'
import type { Service } from './services.ts'

/** The options of the module that describe a rule. */
export interface RuleArgs {
  readonly rule: UfwAction
  readonly direction: string | undefined
  readonly interface: string | undefined
  readonly interface_in: string | undefined
  readonly interface_out: string | undefined
  readonly log: boolean
  readonly from_ip: string
  readonly from_port: string | undefined
  readonly to_ip: string
  readonly to_port: string | undefined
  readonly proto: string | undefined
  readonly name: string | undefined
  readonly comment: string | undefined
  readonly route: boolean
}

export interface Names {
  readonly services: ReadonlyMap<string, Service | undefined>
  readonly profiles: Profiles
}

export interface WantedRules {
  /** In IPv4 form unless the addresses are IPv6; several for an application with several ports. */
  readonly rules: readonly UfwRule[]
  readonly families: readonly (4 | 6)[]
}

const IPV4_ONLY = ['ipv6', 'igmp']
const WITHOUT_PORTS = ['ipv6', 'esp', 'ah', 'igmp', 'gre', 'vrrp']

/**
 * The rules that ufw would make of these options (its parser.py and frontend.py are the source).
 * @throws ModuleFailure with ufw's own message where ufw would refuse them
 */
export function wantedRules(args: RuleArgs, names: Names): WantedRules {
  const from = addressOf(args.from_ip, 'source')
  const to = addressOf(args.to_ip, 'destination')
  if (from.family !== undefined && to.family !== undefined && from.family !== to.family) {
    throw new ModuleFailure("ERROR: Mixed IP versions for 'from' and 'to'")
  }
  if (args.comment?.includes("'")) throw new ModuleFailure('ERROR: Comment may not contain "\'"')
  const base: UfwRule = {
    action: args.rule,
    log: args.log ? 'log' : '',
    protocol: 'any',
    toPort: 'any',
    to: to.address,
    fromPort: 'any',
    from: from.address,
    toApp: '',
    fromApp: '',
    ...directionOf(args),
    route: args.route,
    comment: args.comment ?? '',
  }
  const rules = args.name === undefined ? [withPorts(base, args, names)] : ofProfile(base, args.name, names)
  const family = from.family ?? to.family
  const only4 = rules.some((rule) => IPV4_ONLY.includes(rule.protocol))
  if (only4 && family === 6) {
    throw new ModuleFailure(`ERROR: Invalid IPv6 address with protocol '${rules[0]?.protocol}'`)
  }
  const families: readonly (4 | 6)[] = family !== undefined ? [family] : only4 ? [4] : [4, 6]
  return { rules: families[0] === 6 ? rules.map((rule) => inFamily(rule, 6)) : rules, families }
}

/** Names of services that the options use in place of port numbers. */
export function serviceNames(args: Pick<RuleArgs, 'from_port' | 'to_port'>): readonly string[] {
  const isName = (port: string) => /^[A-Za-z][\w-]+$/.test(port)
  return [args.from_port ?? '', args.to_port ?? ''].filter(isName)
}

function addressOf(text: string, side: string): { address: string; family: 4 | 6 | undefined } {
  if (text.toLowerCase() === 'any') return { address: '0.0.0.0/0', family: undefined }
  const normal = normalAddress(text)
  if (normal === undefined) throw new ModuleFailure(`ERROR: Bad ${side} address`)
  return normal
}

function directionOf(args: RuleArgs): Pick<UfwRule, 'direction' | 'interfaceIn' | 'interfaceOut'> {
  const out = args.direction === 'out'
  const interfaceIn = args.interface_in ?? (out ? undefined : args.interface) ?? ''
  const interfaceOut = args.interface_out ?? (out ? args.interface : undefined) ?? ''
  const outward = interfaceIn === '' && (interfaceOut !== '' || out)
  if (args.route && args.direction !== undefined && args.interface === undefined) {
    throw new ModuleFailure('ERROR: Invalid interface clause for route rule')
  }
  return { direction: outward ? 'out' : 'in', interfaceIn, interfaceOut }
}

function withPorts(base: UfwRule, args: RuleArgs, names: Names): UfwRule {
  const to = portOf(args.to_port, names)
  const from = portOf(args.from_port, names)
  const protocol = protocolOf(args.proto ?? 'any', to.protocol, from.protocol)
  if (WITHOUT_PORTS.includes(protocol) && (to.port !== 'any' || from.port !== 'any')) {
    throw new ModuleFailure(`ERROR: Invalid port with protocol '${protocol}'`)
  }
  if (/[,:]/.test(to.port + from.port) && protocol !== 'tcp' && protocol !== 'udp') {
    throw new ModuleFailure("ERROR: Must specify 'tcp' or 'udp' with multiple ports")
  }
  return { ...base, protocol, toPort: to.port, fromPort: from.port }
}

function portOf(text: string | undefined, names: Names): Service {
  if (text === undefined) return { port: 'any', protocol: 'any' }
  if (/^\d+(?::\d+)?(?:,\d+(?::\d+)?)*$/.test(text) && text.split(/[,:]/).every(isPort)) {
    return { port: text.split(',').sort(byNumber).join(','), protocol: 'any' }
  }
  const service = names.services.get(text)
  if (service === undefined) throw new ModuleFailure(`ERROR: Bad port '${text}'`)
  return service
}

function protocolOf(asked: string, ...ofServices: readonly string[]): string {
  const named = [asked, ...ofServices].filter((protocol) => protocol !== 'any')
  if (new Set(named).size > 1) {
    const specified = asked === 'any' ? '(from/to)' : `with specified protocol ${asked}`
    throw new ModuleFailure(`ERROR: Protocol mismatch ${specified}`)
  }
  return named[0] ?? 'any'
}

function ofProfile(base: UfwRule, name: string, names: Names): UfwRule[] {
  const exact = names.profiles.has(name) ? [name] : []
  const close = [...names.profiles.keys()].filter((key) => key.toLowerCase() === name.toLowerCase())
  const found = exact[0] ?? (close.length === 1 ? close[0] : undefined)
  if (found === undefined) throw new ModuleFailure(`ERROR: Could not find a profile matching '${name}'`)
  return (names.profiles.get(found) ?? []).map(({ port, protocol }) => ({
    ...base,
    protocol,
    toPort: port,
    toApp: found,
  }))
}

function isPort(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 65535
}

function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10)
}
