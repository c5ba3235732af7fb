import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRun } from '../../src/engine/openRun.ts'
import type { RunOptions } from '../../src/engine/options.ts'
import { readTopology } from '../../src/stack/readTopology.ts'
import type { Topology } from '../../src/stack/topology.ts'

/** The site of an inventory file, read with the stack's own playbooks. */
export function topologyOfFile(inventory: string, more: Partial<RunOptions> = {}): Topology {
  const options: RunOptions = {
    playbooks: ['playbooks/site.yml'],
    inventory: [inventory],
    tags: [],
    skipTags: [],
    check: true,
    diff: false,
    extraVars: [],
    vaultSecrets: [],
    forks: 5,
    become: false,
    timeoutMs: 10_000,
    verbosity: 0,
    lockWaitMs: 0,
    lockOwner: 'a test',
    ...more,
  }
  return readTopology(openRun(options, () => {}, new AbortController().signal))
}

/** The same of an inventory's text. */
export function topologyOf(text: string, more: Partial<RunOptions> = {}): Topology {
  const directory = mkdtempSync(join(tmpdir(), 'stack-topology-'))
  try {
    const file = join(directory, 'hosts.yaml')
    writeFileSync(file, text)
    return topologyOfFile(file, more)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** An inventory of these groups; every host has an address of its own unless one is given. */
export function inventoryText(
  groups: Readonly<Record<string, readonly string[]>>,
  vars: Readonly<Record<string, unknown>> = {},
  addresses: Readonly<Record<string, string>> = {},
): string {
  const names = [...new Set(Object.values(groups).flat())]
  const hosts = Object.fromEntries(
    names.map((name, index) => [name, { ansible_host: addresses[name] ?? `192.0.2.${index + 1}` }]),
  )
  const group = (name: string) => ({
    hosts: Object.fromEntries((groups[name] ?? []).map((host) => [host, null])),
  })
  const { load_balancers, web, app } = Object.fromEntries(
    ['load_balancers', 'web', 'app'].map((name) => [name, group(name)]),
  )
  const children = {
    load_balancers,
    web,
    app,
    database: {
      children: {
        database_primary: group('database_primary'),
        database_replicas: group('database_replicas'),
      },
    },
    ...(groups['monitoring'] === undefined ? {} : { monitoring: group('monitoring') }),
  }
  // JSON is YAML.
  return JSON.stringify({ all: { hosts, vars, children } }, undefined, 2)
}
