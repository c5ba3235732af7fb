import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Inventory } from '../inventory/inventory.ts'
import { loadInventory } from '../inventory/load.ts'
import { labNames } from '../lab/names.ts'
import { type LabState, labNamesInUse, readState, requireState } from '../lab/state.ts'
import type { Terminal } from '../report/terminal.ts'
import type { Vault } from '../source/vault.ts'

interface LabFlags {
  readonly inventory: readonly string[]
  readonly lab: string | undefined
}

/**
 * The inventory that tells how to log in to a lab's hosts: none for servers of the user's own. The lab is the
 * one that --lab names, or the one whose hosts, by name and address, are all those of the inventory.
 * @throws StackError `unknown` when there is no lab of the name
 */
export async function labInventory(
  flags: LabFlags,
  vault: Vault,
  terminal: Terminal,
): Promise<readonly string[]> {
  const lab =
    flags.lab === undefined ? await matchingLab(flags.inventory, vault) : await requireState(flags.lab)
  if (lab === undefined) return []
  if (flags.lab === undefined) terminal.err(`these are the hosts of lab ${lab.name}: logging in with its key`)
  return [connectionInventory(lab.name)]
}

/** Writes the login of a lab as an inventory of its own, which ansible-playbook can use as well, and names it. */
export function connectionInventory(lab: string): string {
  const { directory, key, knownHosts } = labNames(lab)
  const file = join(directory, 'connection.yaml')
  const options = [`UserKnownHostsFile=${knownHosts}`, 'IdentitiesOnly=yes']
  const vars = {
    ansible_ssh_private_key_file: key,
    ansible_ssh_common_args: options.map((option) => `-o ${option}`).join(' '),
  }
  // JSON is YAML.
  writeFileSync(file, `${JSON.stringify({ all: { vars } }, undefined, 2)}\n`)
  return file
}

async function matchingLab(sources: readonly string[], vault: Vault): Promise<LabState | undefined> {
  const labs = await Promise.all((await labNamesInUse()).map(readState))
  // Read only when there is a lab at all: the engine reads it again.
  const inventory = labs.length === 0 ? undefined : loadInventory(sources, { vault })
  return labs.find((lab) => lab !== undefined && inventory !== undefined && isOf(lab, inventory))
}

function isOf(lab: LabState, inventory: Inventory): boolean {
  const hosts = [...inventory.hosts.values()].filter(({ vars }) => vars.ansible_connection !== 'local')
  return (
    hosts.length > 0 &&
    hosts.every(({ name, vars }) =>
      lab.hosts.some((host) => host.name === name && host.address === vars.ansible_host),
    )
  )
}
