import type { Values } from '../modules/module.ts'
import type { RoleContext, Task } from '../playbook/model.ts'
import { levels } from '../vars/ancestry.ts'
import { computedLayer, type Layer, recordLayer } from '../vars/layer.ts'
import { LayeredScope } from '../vars/layeredScope.ts'
import type { Order } from '../vars/order.ts'
import { scopeObject, type World } from '../vars/world.ts'
import type { PlayVars } from './playVars.ts'
import type { PlayRun } from './stops.ts'

/** One host standing at one task. */
export interface Site {
  readonly host: string
  readonly task: Task
  readonly order: Order
  readonly run: PlayRun
  /** Hosts of the batch that are still in the run. */
  readonly live: readonly string[]
  /** It runs here for all of them. */
  readonly once: boolean
}

/** The variables of a task on a host, by Ansible's precedence. */
export function taskScope(site: Site, world: World, playVars: PlayVars): LayeredScope {
  const { host, task, order, run } = site
  const [magicHost, magicRun, extra] = world.topLayers(host, order)
  const layers: Layer[] = [
    computedLayer(taskMagic(site, () => scope)),
    magicHost!,
    magicRun!,
    extra!,
    ...roleParams(task.role),
    world.boundLayer(host, 'set', order),
    world.boundLayer(host, 'included', order),
    ...[...levels(task)].flatMap((keywords) =>
      keywords.vars === undefined ? [] : [recordLayer(keywords.vars, true)],
    ),
    ...(task.role === undefined ? [] : [recordLayer(task.role.vars, true)]),
    ...run.play.roles.toReversed().map((role) => recordLayer(role.vars, true)),
    ...playVars.layers(run, host, () => lower),
    recordLayer(run.play.vars, true),
    ...world.hostLayers(host, order),
    ...(task.role === undefined ? [] : [recordLayer(task.role.defaults, true)]),
    ...run.play.roles.toReversed().map((role) => recordLayer(role.defaults, true)),
  ]
  const lower = new LayeredScope(
    [...world.topLayers(host, order), recordLayer(run.play.vars, true), ...world.hostLayers(host, order)],
    world.templar,
  )
  const scope: LayeredScope = new LayeredScope(layers, world.templar)
  return scope
}

/** A scope with values that are already rendered on top: loop variables, a registered result. */
export function withValues(scope: LayeredScope, values: Values): LayeredScope {
  return scope.with(recordLayer(values, false))
}

function roleParams(role: RoleContext | undefined): Layer[] {
  return role === undefined || Object.keys(role.params).length === 0 ? [] : [recordLayer(role.params, true)]
}

function taskMagic(site: Site, scope: () => LayeredScope): Record<string, () => unknown> {
  const { run, task, live } = site
  const magic: Record<string, () => unknown> = {
    ansible_play_hosts: () => run.hosts.filter((host) => live.includes(host) || !run.batch.includes(host)),
    ansible_play_hosts_all: () => [...run.hosts],
    ansible_play_batch: () => [...live],
    play_hosts: () => [...live],
    ansible_play_name: () => run.play.name,
    ansible_play_role_names: () => run.play.roles.map((role) => role.name),
    ansible_role_names: () => run.play.roles.map((role) => role.name),
    role_names: () => run.play.roles.map((role) => role.name),
    playbook_dir: () => run.play.directory,
    ansible_search_path: () => [
      ...new Set([...(task.role === undefined ? [] : [task.role.path]), task.directory, run.play.directory]),
    ],
    vars: () => scopeObject(scope()),
    environment: () => task.keywords.environment ?? [],
  }
  if (task.role === undefined) return magic
  const role = task.role
  return {
    ...magic,
    role_name: () => role.name,
    ansible_role_name: () => role.name,
    role_path: () => role.path,
    ansible_parent_role_names: () => [...role.parents],
    ansible_parent_role_paths: () => [],
    ansible_collection_name: () => '',
  }
}
