import { BlockList, isIPv6 } from 'node:net'
import type { UfwRule } from './rule.ts'
import { isAnywhere } from './rule.ts'
import type { SshSession, UfwState } from './state.ts'

/**
 * Whether a new SSH connection like the one in use would provably get through: the rules are walked in
 * ufw's order and the first that matches decides, else the default policy. What can't be proved (a rule for
 * an interface that could not be told) counts as closed.
 */
export function admitsSession(state: UfwState, session: SshSession): boolean {
  const v6 = isIPv6(session.peer)
  if (session.peer === '127.0.0.1' || session.peer === '::1') return true
  if (v6 && !state.ipv6) return false
  for (const rule of v6 ? state.rules6 : state.rules) {
    const verdict = matches(rule, session)
    if (verdict === 'no') continue
    const lets = rule.action === 'allow' || rule.action === 'limit'
    if (verdict === 'yes') return lets
    if (!lets) return false
  }
  return state.policies.incoming === 'allow'
}

/** True when the firewall filters: set to start, or already in the kernel. */
export function isActive(state: UfwState): boolean {
  return state.enabled || state.loaded
}

function matches(rule: UfwRule, session: SshSession): 'yes' | 'no' | 'perhaps' {
  if (rule.route || rule.direction === 'out') return 'no'
  if (rule.protocol !== 'any' && rule.protocol !== 'tcp') return 'no'
  if (!hasPort(rule.toPort, session.port)) return 'no'
  if (!hasAddress(rule.to, session.address) || !hasAddress(rule.from, session.peer)) return 'no'
  // The peer's port differs from connection to connection.
  if (rule.fromPort !== 'any') return 'perhaps'
  if (rule.interfaceIn === '') return 'yes'
  if (session.interface === '') return 'perhaps'
  return rule.interfaceIn === session.interface ? 'yes' : 'no'
}

function hasPort(ports: string, port: number): boolean {
  if (ports === 'any') return true
  return ports.split(',').some((part) => {
    const [low = '', high = low] = part.split(':')
    return port >= Number(low) && port <= Number(high)
  })
}

function hasAddress(range: string, address: string): boolean {
  if (isAnywhere(range)) return true
  const [host = '', bits] = range.split('/')
  const family = isIPv6(host) ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  if (bits === undefined) list.addAddress(host, family)
  else list.addSubnet(host, Number(bits), family)
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
