import { createHash } from 'node:crypto'
import { StackError } from '../errors.ts'

/** An IPv4 network: `base` and `size` count addresses from 0.0.0.0. */
export interface Network {
  readonly base: number
  readonly size: number
}

/**
 * The /24s that these addresses lie in, as `10.77.0.0/24`, in order of first appearance.
 * Throws StackError `type` for what is no private IPv4 address that a host can have, or for one given twice.
 */
export function subnetsOf(hosts: readonly { readonly name: string; readonly address: string }[]): string[] {
  const owners = new Map<string, string>()
  const subnets = new Set<string>()
  for (const { name, address } of hosts) {
    checkAddress(name, address)
    const owner = owners.get(address)
    if (owner !== undefined) {
      throw new StackError('type', `hosts ${owner} and ${name} have the same address ${address}`, {
        host: name,
      })
    }
    owners.set(address, name)
    subnets.add(`${prefixOf(address)}.0/24`)
  }
  return [...subnets]
}

/** The address that the machine itself has in the /24 of `address`: the hosts' gateway. */
export function gatewayOf(address: string): string {
  return `${prefixOf(address)}.1`
}

/** A /24 prefix (`10.143.22`) that belongs to the lab of this name, for labs whose addresses nobody chose. */
export function labPrefix(name: string): string {
  const [first = 0, second = 0] = createHash('sha256').update(name).digest()
  return `10.${100 + (first % 100)}.${second}`
}

/** Whether two networks, written `a.b.c.d/n` or as one address, share an address. */
export function overlaps(one: string, other: string): boolean {
  const a = parseNetwork(one)
  const b = parseNetwork(other)
  return a.base < b.base + b.size && b.base < a.base + a.size
}

/** Throws StackError `type` for what is no IPv4 network. */
export function parseNetwork(text: string): Network {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text)
  const octets = (match ?? []).slice(1, 5).map(Number)
  const length = Number(match?.[5] ?? 32)
  if (octets.length !== 4 || octets.some((octet) => octet > 255) || length > 32) {
    throw new StackError('type', `"${text}" is no IPv4 address or network`)
  }
  const size = 2 ** (32 - length)
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  return { base: address - (address % size), size }
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']

function checkAddress(host: string, address: string): void {
  parseNetwork(address)
  const last = Number(address.split('.')[3])
  const hint = 'use a private address that ends in 2 to 254; the one ending in 1 is the gateway'
  if (address.includes('/') || last < 2 || last > 254) {
    throw new StackError('type', `a lab host cannot have the address ${address}`, { host, hint })
  }
  if (!privateNetworks.some((network) => overlaps(network, address))) {
    throw new StackError('type', `${address} is not a private address`, { host, hint })
  }
}

function prefixOf(address: string): string {
  return address.split('.').slice(0, 3).join('.')
}
