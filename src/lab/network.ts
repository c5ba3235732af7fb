import { readFile } from 'node:fs/promises'
import { StackError } from '../errors.ts'
import { raiseSettings, restoreSettings } from './kernelSettings.ts'
import { withLock } from './lock.ts'
import { hostNames, labNames, labsDirectory, uplinkPrefix } from './names.ts'
import { must, run } from './process.ts'
import { labNamesInUse, readState } from './state.ts'
import { gatewayOf, overlaps } from './subnet.ts'

const networkLock = `${labsDirectory}/.network.lock`

/**
 * Makes a lab's network: a namespace with a bridge, and an interface in the root namespace that is on the same
 * bridge and is the hosts' gateway, with rules that let them out but not into other labs.
 * Throws StackError `environment` if the machine or another lab uses one of the subnets.
 */
export async function createNetwork(lab: string, subnets: readonly string[]): Promise<void> {
  await withLock(networkLock, async () => {
    await checkFree(lab, subnets)
    const { netns, uplink } = labNames(lab)
    const mtu = await outwardMtu()
    await must(['ip', 'netns', 'add', netns])
    await must(['ip', '-n', netns, '-batch', '-'], {
      input: `link add br0 mtu ${mtu} type bridge\nlink set br0 up\n`,
    })
    await must([
      'ip',
      'link',
      'add',
      uplink,
      'mtu',
      mtu,
      'type',
      'veth',
      'peer',
      'name',
      'up0',
      'netns',
      netns,
    ])
    await must(['ip', '-n', netns, 'link', 'set', 'up0', 'mtu', mtu, 'master', 'br0', 'up'])
    for (const subnet of subnets)
      await must(['ip', 'address', 'add', `${gatewayOf(subnet)}/24`, 'dev', uplink])
    await must(['ip', 'link', 'set', uplink, 'up'])
    await must(['nft', '-f', '-'], { input: rules(lab, subnets) })
    await raiseSettings()
  })
}

/** Removes whatever there is of a lab's network; its hosts' namespaces must be gone. */
export async function removeNetwork(lab: string): Promise<void> {
  await withLock(networkLock, async () => {
    const { netns, uplink, nftTable } = labNames(lab)
    // Each may be missing after a killed run; what must not be left is checked by the test, not here.
    await run(['ip', 'link', 'delete', uplink])
    await run(['ip', 'netns', 'delete', netns])
    await run(['nft', 'delete', 'table', 'ip', nftTable])
    const others = (await labNamesInUse()).filter((name) => name !== lab)
    if (others.length === 0) await restoreSettings()
  })
}

/** Whether the lab's network stands, as far as the machine's reboot or somebody's hand can have removed it. */
export async function networkExists(lab: string): Promise<boolean> {
  const { netns, uplink, nftTable } = labNames(lab)
  const found = await Promise.all([
    run(['ip', '-n', netns, 'link', 'show', 'br0']),
    run(['ip', 'link', 'show', uplink, 'up']),
    run(['nft', 'list', 'table', 'ip', nftTable]),
  ])
  return found.every(({ code, stdout }) => code === 0 && stdout !== '')
}

/** Gives a host its own namespace with `eth0`, up and addressed before the host boots. */
export async function connectHost(lab: string, host: string, address: string): Promise<void> {
  const { netns: bridge } = labNames(lab)
  const { netns, port, mac } = hostNames(lab, host)
  const mtu = await outwardMtu()
  await must(['ip', 'netns', 'add', netns])
  await must([
    'ip',
    '-n',
    bridge,
    'link',
    'add',
    port,
    'mtu',
    mtu,
    'type',
    'veth',
    'peer',
    'name',
    'eth0',
    'netns',
    netns,
  ])
  await must(['ip', '-n', bridge, 'link', 'set', port, 'mtu', mtu, 'master', 'br0', 'up'])
  const input = [
    'link set lo up',
    `link set eth0 address ${mac} mtu ${mtu} up`,
    `address add ${address}/24 dev eth0`,
    `route add default via ${gatewayOf(address)}`,
  ]
  await must(['ip', '-n', netns, '-batch', '-'], { input: `${input.join('\n')}\n` })
}

/** Removes a host's port and namespace, if there. The port goes first: a namespace lingers while it is used. */
export async function disconnectHost(lab: string, host: string): Promise<void> {
  const { netns, port } = hostNames(lab, host)
  await run(['ip', '-n', labNames(lab).netns, 'link', 'delete', port])
  await run(['ip', 'netns', 'delete', netns])
}

function rules(lab: string, subnets: readonly string[]): string {
  const { nftTable, uplink } = labNames(lab)
  return `table ip ${nftTable} {
  chain outward {
    type nat hook postrouting priority srcnat
    ip saddr { ${subnets.join(', ')} } oifname != "${uplink}" masquerade
  }
  chain isolation {
    type filter hook forward priority filter
    iifname "${uplink}" oifname != "${uplink}" oifname "${uplinkPrefix}*" drop
  }
}
`
}

async function checkFree(lab: string, subnets: readonly string[]): Promise<void> {
  for (const other of await labNamesInUse()) {
    const taken = other === lab ? [] : ((await readState(other))?.subnets ?? [])
    const clash = subnets.find((subnet) => taken.some((used) => overlaps(subnet, used)))
    if (clash === undefined) continue
    throw new StackError('environment', `lab "${lab}" needs ${clash}, which lab "${other}" uses`, {
      hint: `stop the other lab with "stack lab down ${other}", or use other addresses`,
    })
  }
  const clash = findClash(subnets, await must(['ip', '-4', 'route', 'show', 'table', 'all']))
  if (clash === undefined) return
  throw new StackError(
    'environment',
    `lab "${lab}" needs ${clash.subnet}, but this machine routes ${clash.route}`,
    {
      hint: 'give the hosts other addresses in the inventory',
    },
  )
}

/** The first of `subnets` that one of the routes (`ip route show` lines, default routes aside) overlaps. */
export function findClash(
  subnets: readonly string[],
  routes: string,
): { readonly subnet: string; readonly route: string } | undefined {
  for (const line of routes.split('\n')) {
    const network = /^(?:(?:broadcast|local|unreachable|blackhole|prohibit) )?(\d[\d./]*)/.exec(line)?.[1]
    if (network === undefined || network === '0.0.0.0/0') continue
    const subnet = subnets.find((candidate) => overlaps(candidate, network))
    if (subnet !== undefined) return { subnet, route: line.trim() }
  }
  return undefined
}

/** Frames that fit the hosts' side but not the machine's way out would be lost where no ICMP comes back. */
async function outwardMtu(): Promise<string> {
  const device = /\bdev (\S+)/.exec((await run(['ip', '-4', 'route', 'show', 'default'])).stdout)?.[1]
  if (device === undefined) return '1500'
  return (await readFile(`/sys/class/net/${device}/mtu`, 'utf8')).trim()
}
