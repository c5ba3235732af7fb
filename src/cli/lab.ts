import { StackError } from '../errors.ts'
import { loadInventory } from '../inventory/load.ts'
import * as enter from '../lab/enter.ts'
import * as lab from '../lab/lab.ts'
import { listLabs } from '../lab/list.ts'
import { labPrerequisites } from '../lab/prerequisites.ts'
import type { LabState } from '../lab/state.ts'
import { Vault } from '../source/vault.ts'
import { labAndHost, onlyLab } from './labChoice.ts'
import { connectionInventory } from './labInventory.ts'
import { withLabProgress } from './labProgressOn.ts'
import { labHosts, labNameFor } from './labSpec.ts'
import type { CommandLine } from './parse.ts'
import type { Surroundings } from './surroundings.ts'
import { vaultSecrets } from './vaultPasswords.ts'

/** `stack lab up`: boots the hosts that an inventory describes; those that run already are left alone. */
export async function labUp(line: CommandLine<'lab up'>, { terminal }: Surroundings): Promise<number> {
  const { inventory, python } = line.flags
  const [first] = inventory
  if (first === undefined) {
    throw new StackError('usage', 'stack lab up needs an inventory that describes the hosts', {
      hint: 'give one: stack lab up --inventory inventory/demo.yaml',
    })
  }
  const name = line.arguments[0] ?? labNameFor(first)
  const hosts = labHosts(loadInventory(inventory, { vault: new Vault(await vaultSecrets(line.flags)) }))
  const state = await withLabProgress(terminal, async (onProgress) => {
    await labPrerequisites(onProgress)
    return lab.labUp({ name, hosts, onProgress }, { python })
  })
  connectionInventory(name)
  terminal.out(hostTable(state))
  return 0
}

/** `stack lab reset`: fresh hosts with the keys they had. */
export async function labReset(line: CommandLine<'lab reset'>, { terminal }: Surroundings): Promise<number> {
  const [name = '', ...hosts] = line.arguments
  await withLabProgress(terminal, (onProgress) =>
    lab.labReset(name, hosts.length === 0 ? undefined : hosts, onProgress),
  )
  return 0
}

/** `stack lab down`: nothing of the lab stays on this machine. */
export async function labDown(line: CommandLine<'lab down'>, { terminal }: Surroundings): Promise<number> {
  const name = line.arguments[0] ?? (await onlyLab())
  await lab.labDown(name)
  terminal.out(`lab ${name} is gone`)
  return 0
}

/** `stack lab list`: labs, their hosts, and whether those run. */
export async function labList(_line: CommandLine<'lab list'>, { terminal }: Surroundings): Promise<number> {
  const labs = await listLabs()
  if (labs.length === 0) terminal.out('no labs')
  for (const { name, subnets, hosts } of labs) {
    terminal.out(`${name} (${subnets.join(', ')})`)
    const rows = hosts.map((host) => [host.name, host.address, host.release, host.running ? 'up' : 'down'])
    for (const row of aligned(rows)) terminal.out(`  ${row}`)
  }
  return 0
}

/** `stack lab ssh`: a shell on a host, through SSH. */
export async function labSsh(line: CommandLine<'lab ssh'>): Promise<number> {
  const [name, host] = await labAndHost(line.arguments)
  const { code } = await enter.labSsh(name, host, [], { interactive: true })
  return code
}

/** `stack lab exec`: a command as root on a host, past its network; its exit code is the command's. */
export async function labExec(line: CommandLine<'lab exec'>): Promise<number> {
  if (line.rest.length === 0) {
    throw new StackError('usage', 'stack lab exec needs a command', { hint: 'stack lab exec web1 -- uptime' })
  }
  const [name, host] = await labAndHost(line.arguments)
  const { code } = await enter.labExec(name, host, line.rest, { interactive: true })
  return code
}

function hostTable({ name, hosts }: LabState): string {
  const rows = hosts.map((host) => [host.name, host.address, host.release])
  return [`lab ${name}`, ...aligned(rows).map((row) => `  ${row}`)].join('\n')
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
