import { dirname, resolve } from 'node:path'
import { StackError, StackErrors } from '../errors.ts'
import { connect } from '../host/connect.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { loadInventory } from '../inventory/load.ts'
import { matchHosts } from '../inventory/pattern.ts'
import type { Values } from '../modules/module.ts'
import { findModule, moduleNames } from '../modules/registry.ts'
import { playbookSource } from '../playbook/load.ts'
import type { Play } from '../playbook/model.ts'
import { playTasks, tasksOf } from '../playbook/playTasks.ts'
import { Redactor } from '../shell/redact.ts'
import { nearest } from '../source/nearest.ts'
import { Vault } from '../source/vault.ts'
import { parseExtraVars } from '../vars/static.ts'
import { Templar } from '../vars/templar.ts'
import { World } from '../vars/world.ts'
import { Connections } from './connections.ts'
import type { RunContext } from './context.ts'
import { runEnvironment } from './environment.ts'
import type { Emit } from './events.ts'
import type { RunOptions } from './options.ts'
import { PlayVars } from './playVars.ts'
import { promptAnswers } from './prompts.ts'
import { RunRoute } from './route.ts'
import { isSecretName } from './secretNames.ts'

export interface OpenedRun {
  readonly context: RunContext
  readonly route: RunRoute
}

/**
 * Reads and checks everything that can be checked before a host is touched.
 * @throws StackError, StackErrors with every fault found
 */
export function openRun(options: RunOptions, emit: Emit, signal: AbortSignal): OpenedRun {
  const redactor = new Redactor()
  const vault = new Vault(options.vaultSecrets, (text) => redactor.add(text))
  const templar: Templar = new Templar(runEnvironment(() => templar, vault))
  const directory = dirname(resolve(options.playbooks[0] ?? '.'))
  const warn = (warning: StackError): void =>
    emit({ kind: 'warning', message: warning.message, at: warning.at })
  const extraVars = parseExtraVars(options.extraVars, vault)
  const inventory = loadInventory(options.inventory, { playbookDirectory: directory, warn, vault })
  const source = playbookSource({
    findModule,
    moduleNames,
    extraVars,
    warn,
    templar,
    vault,
    ...sourcesOf(options),
  })
  const plays = source.load(options.playbooks).flatMap((playbook) => playbook.plays)
  const world = new World(inventory, templar, extraVars, runMagic(options))
  const route = new RunRoute(plays, world, options)
  checkHosts(plays, route, world, options)
  hideSecrets(inventory, extraVars, redactor)
  const connections = new Connections({
    connect,
    forks: options.forks,
    signal,
    lock: options.check
      ? undefined
      : { owner: options.lockOwner, waitMs: options.lockWaitMs, file: options.lockFile },
    onWaiting: (host, owner) => emit({ kind: 'waiting', host, for: owner }),
  })
  const playVars = new PlayVars(templar, promptAnswers(plays, extraVars), vault)
  return {
    route,
    context: {
      options,
      world,
      playVars,
      vault,
      source,
      connections,
      redactor,
      emit,
      signal,
      included: new WeakMap(),
      opaqueAfter: new Map(),
    },
  }
}

function sourcesOf({ rolesPath, collectionsPath, playbookTexts }: RunOptions) {
  return {
    ...(playbookTexts === undefined ? {} : { texts: playbookTexts }),
    ...(rolesPath === undefined ? {} : { rolesPath }),
    ...(collectionsPath === undefined ? {} : { collectionsPath }),
  }
}

/** Every name in `hosts:` and `--limit` stands for something: a misspelt group must not pass as "nothing to do". */
function checkHosts(plays: readonly Play[], route: RunRoute, world: World, options: RunOptions): void {
  const { inventory } = world
  const known = [...inventory.groups.keys(), ...inventory.hosts.keys()]
  const errors = new Map<string, StackError>()
  const hint = (name: string): string => {
    const near = nearest(name, known)
    return near === undefined
      ? `the inventory has the groups ${[...inventory.groups.keys()].join(', ')}`
      : `did you mean '${near}'?`
  }
  if (options.limit !== undefined) {
    const limited = matchHosts(inventory, 'all', { limit: options.limit })
    for (const name of limited.unmatchedLimit)
      errors.set(
        `limit ${name}`,
        new StackError('unknown', `--limit names '${name}', which is no host and no group of the inventory`, {
          hint: hint(name),
        }),
      )
  }
  for (const play of plays.some(makesGroups) ? [] : plays) {
    for (const name of route.unmatched(play)) {
      errors.set(
        `${play.hostsAt.file}:${play.hostsAt.line} ${name}`,
        new StackError('unknown', `hosts names '${name}', which is no host and no group of the inventory`, {
          at: play.hostsAt,
          path: `play "${play.name}" / hosts`,
          hint: hint(name),
        }),
      )
    }
  }
  if (errors.size === 1) throw [...errors.values()][0]!
  if (errors.size > 1) throw new StackErrors([...errors.values()])
}

/** With tasks that add hosts and groups, what a play is for is known when it begins. */
function makesGroups(play: Play): boolean {
  return [...playTasks(play), ...tasksOf(play.handlers)].some(({ module }) =>
    ['add_host', 'group_by'].includes(module?.name ?? ''),
  )
}

/** Variables named like a password are masked from the start, wherever they turn up. */
function hideSecrets(inventory: Inventory, extraVars: Values, redactor: Redactor): void {
  const hide = (vars: Values): void => {
    for (const [name, value] of Object.entries(vars)) {
      if (isSecretName(name) && typeof value === 'string' && !value.includes('{{')) redactor.add(value)
    }
  }
  hide(extraVars)
  for (const host of inventory.hosts.values()) hide(host.vars)
}

function runMagic(options: RunOptions): Values {
  return {
    ansible_check_mode: options.check,
    ansible_diff_mode: options.diff,
    ansible_forks: options.forks,
    ansible_verbosity: options.verbosity,
    ansible_run_tags: options.tags.length === 0 ? ['all'] : [...options.tags],
    ansible_skip_tags: [...options.skipTags],
    ...(options.limit === undefined ? {} : { ansible_limit: options.limit }),
    ansible_version: { full: '2.19.0', major: 2, minor: 19, revision: 0, string: '2.19.0' },
    ansible_inventory_sources: options.inventory.map((source) => resolve(source)),
    ansible_playbook_python: '/usr/bin/python3',
  }
}
