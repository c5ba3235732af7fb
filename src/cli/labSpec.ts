import { basename } from 'node:path'
import { StackError, StackErrors } from '../errors.ts'
import type { Inventory, InventoryHost } from '../inventory/inventory.ts'
import { type Release, releases } from '../lab/recipe.ts'
import type { LabHost } from '../lab/state.ts'
import { nearest } from '../source/nearest.ts'
import { positionOf } from '../source/position.ts'

/** The release of hosts whose inventory says nothing about it: Debian's stable one. */
const DEFAULT_RELEASE: Release = 'trixie'

/**
 * The hosts that an inventory asks a lab for: each one's `ansible_host` is its address, `lab_release` its
 * Debian release.
 * @throws StackErrors with everything that is missing or wrong
 */
export function labHosts(inventory: Inventory): LabHost[] {
  const errors: StackError[] = []
  const hosts = [...inventory.hosts.values()].flatMap((host) => {
    const address = addressOf(host, errors)
    const release = releaseOf(host, errors)
    return address === undefined || release === undefined ? [] : [{ name: host.name, address, release }]
  })
  if (errors.length > 0) throw new StackErrors(errors)
  if (hosts.length > 0) return hosts
  throw new StackError('usage', `the inventory ${inventory.sources.join(', ')} has no hosts`)
}

/** A lab is called as the inventory that describes it: `demo` for inventory/demo.yaml. */
export function labNameFor(inventory: string): string {
  return basename(inventory)
    .replace(/\.[^.]+$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
}

function addressOf({ name, vars }: InventoryHost, errors: StackError[]): string | undefined {
  const address = vars.ansible_host
  if (typeof address === 'string') return address
  errors.push(
    new StackError('type', `the lab needs to know the address of ${name}`, {
      at: positionOf(vars, 'ansible_host'),
      host: name,
      hint: 'give it a private address: ansible_host: 10.77.1.11',
    }),
  )
  return undefined
}

function releaseOf({ name, vars }: InventoryHost, errors: StackError[]): Release | undefined {
  const wanted = vars.lab_release ?? DEFAULT_RELEASE
  const release = releases.find((known) => known === wanted)
  if (release !== undefined) return release
  const close = typeof wanted === 'string' ? nearest(wanted, releases) : undefined
  errors.push(
    new StackError(
      'type',
      `lab_release is one of ${releases.join(', ')}, but ${name} has '${String(wanted)}'`,
      {
        at: positionOf(vars, 'lab_release'),
        host: name,
        hint: close === undefined ? undefined : `did you mean ${close}?`,
      },
    ),
  )
  return undefined
}
