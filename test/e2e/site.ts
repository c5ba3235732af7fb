import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from 'vitest'
import { loadInventory } from '../../src/inventory/load.ts'
import { labExec } from '../../src/lab/enter.ts'
import { labDown } from '../../src/lab/lab.ts'
import { labObstacle, labPrerequisites } from '../../src/lab/prerequisites.ts'
import { labPrefix } from '../../src/lab/subnet.ts'
import { ROOT } from '../tools/sourceFiles.ts'
import { type Ended, type Running, run, start } from './running.ts'

const obstacle = labObstacle()
const ci = Boolean(process.env.CI) && process.env.CI !== 'false'

/** Tests that need hosts: left out, with the reason in their name, where there can be none; in CI they fail. */
export function describeOnHosts(name: string, body: () => void): void {
  describe.skipIf(obstacle !== undefined && !ci)(
    obstacle === undefined ? name : `${name} (${obstacle})`,
    body,
  )
}

/** A site on throwaway hosts of its own, as an inventory that comes with `stack` describes it. */
export interface Site {
  readonly lab: string
  /** The first three numbers of all addresses. */
  readonly prefix: string
  /** A directory of its own, with the inventory and what a run remembers. */
  readonly directory: string
  readonly inventory: string
  hosts(group: string): string[]
  address(host: string): string
  /** Rewrites the inventory. */
  edit(change: (text: string) => string): Promise<void>
  /** Boots the hosts of the inventory that are not there yet. */
  boot(): Promise<void>
  /** Starts a command of the program on the inventory. */
  start(command: string, ...args: string[]): Running
  /** Runs a command of the program on the inventory to its end. */
  stack(command: string, ...args: string[]): Promise<Ended>
  /** Runs a script as root on a host, past network and firewall; its output, trimmed. Throws if it fails. */
  on(host: string, script: string): Promise<string>
  close(): Promise<void>
}

/**
 * A site in a lab and a subnet of its own, so that test files run side by side. Its hosts are booted, and bare.
 * `text` is its inventory, by default that of inventory/`name`.yaml, with addresses of any subnet 10.77.N.
 */
export async function openSite(name: string, text?: string): Promise<Site> {
  await labPrerequisites()
  const lab = `t-${name}-${process.pid}`.slice(0, 32)
  const prefix = labPrefix(lab)
  const directory = await mkdtemp(join(tmpdir(), 'stack-e2e-'))
  const inventory = join(directory, 'hosts.yaml')
  await cp(join(ROOT, 'inventory/group_vars'), join(directory, 'group_vars'), { recursive: true })
  const described = text ?? (await readFile(join(ROOT, `inventory/${name}.yaml`), 'utf8'))
  await writeFile(inventory, described.replaceAll(/10\.77\.\d+\./g, `${prefix}.`))
  const site: Site = {
    lab,
    prefix,
    directory,
    inventory,
    hosts: (group) => [...(loadInventory([inventory]).groups.get(group)?.hosts ?? [])],
    address: (host) => String(loadInventory([inventory]).hosts.get(host)?.vars.ansible_host),
    edit: async (edit) => writeFile(inventory, edit(await readFile(inventory, 'utf8'))),
    boot: async () => {
      const { code, stderr } = await run(['lab', 'up', lab, '-i', inventory])
      if (code !== 0) throw new Error(`the lab does not start: ${stderr}`)
    },
    start: (command, ...args) =>
      start([command, '-i', inventory, ...args], { XDG_STATE_HOME: join(directory, 'state') }),
    stack: (command, ...args) => site.start(command, ...args).ended,
    on: async (host, script) => {
      const { code, stdout, stderr } = await labExec(lab, host, ['sh', '-c', script])
      if (code !== 0) throw new Error(`${host}: ${script}: ended with ${code}: ${stderr}`)
      return stdout.trim()
    },
    close: async () => {
      await labDown(lab)
      await rm(directory, { recursive: true })
    },
  }
  await site.boot()
  return site
}

/** Whether a TCP port of the address answers this machine, which is outside of the site. */
export function isOpen(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 1500 })
    const end = (open: boolean): void => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}
