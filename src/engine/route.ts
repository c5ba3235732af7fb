import { StackError } from '../errors.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { matchHosts } from '../inventory/pattern.ts'
import { findModule } from '../modules/registry.ts'
import type { Play, Task, TaskNode } from '../playbook/model.ts'
import { tagsSelect } from '../playbook/tags.ts'
import { gathered, inherited } from '../vars/ancestry.ts'
import { recordLayer } from '../vars/layer.ts'
import { LayeredScope } from '../vars/layeredScope.ts'
import type { World } from '../vars/world.ts'
import { truthOf } from './become.ts'
import { flattenHandlers } from './handlers.ts'
import type { RunOptions } from './options.ts'
import { tasksBefore } from './startAt.ts'
import { NO_HOSTS_LEFT, type PlayRun, type Route, type Section } from './stops.ts'

/** Modules that work for all hosts at once (`BYPASS_HOST_LOOP` in ansible-core). */
const ONCE_FOR_ALL: ReadonlySet<string> = new Set(['add_host', 'pause'])

/** Which hosts and tasks a run takes in: patterns, `--limit`, `serial`, tags. */
export class RunRoute implements Route {
  readonly plays: readonly Play[]
  readonly #world: World
  readonly #options: RunOptions
  readonly #passedOver: ReadonlySet<Task>
  readonly #sections = new Map<Play, readonly Section[]>()
  readonly #handlers = new Map<Play, Task[]>()

  constructor(plays: readonly Play[], world: World, options: RunOptions) {
    this.plays = plays
    this.#world = world
    this.#options = options
    this.#passedOver = options.startAtTask === undefined ? new Set() : tasksBefore(options.startAtTask, plays)
  }

  enterPlay(
    play: Play,
    index: number,
    dead: ReadonlySet<string>,
  ): { readonly runs: readonly PlayRun[]; readonly reason?: string } {
    const matched = this.hostsOf(play)
    const hosts = ordered(matched, play.order).filter((host) => !dead.has(host))
    if (hosts.length === 0)
      return { runs: [], reason: matched.length === 0 ? 'no hosts matched' : NO_HOSTS_LEFT }
    const serial =
      play.serial === undefined
        ? undefined
        : this.#world.templar.render(play.serial, this.#scope(play), play.at)
    const forceHandlers =
      this.#options.forceHandlers === true ||
      truthOf(this.#world.templar.render(play.forceHandlers, this.#scope(play), play.at))
    const runs = batches(hosts, serial).map((batch, number) => ({
      play,
      hosts,
      batch,
      handlers: this.handlersOf(play),
      sections: this.#sectionsOf(play),
      order: [index, number],
      forceHandlers,
    }))
    return { runs }
  }

  selects(task: Task): boolean {
    if (this.#passedOver.has(task)) return false
    const tags = gathered(task, 'tags').flat()
    const rendered = tags.flatMap((tag) => (tag.includes('{{') ? this.#renderTag(tag, task) : [tag]))
    return tagsSelect(rendered, this.#options.tags, this.#options.skipTags)
  }

  runsOnce(task: Task): boolean {
    if (ONCE_FOR_ALL.has(task.module?.name ?? '')) return true
    const once = inherited(task, 'runOnce')
    return (
      once !== undefined &&
      truthOf(typeof once === 'string' ? this.#world.templar.render(once, this.#extraScope(), task.at) : once)
    )
  }

  /** Handlers of a play, growing with the roles that are included while it runs. */
  handlersOf(play: Play): Task[] {
    let handlers = this.#handlers.get(play)
    if (handlers === undefined) {
      handlers = flattenHandlers([...play.roles.flatMap((role) => role.handlers), ...play.handlers])
      this.#handlers.set(play, handlers)
    }
    return handlers
  }

  /** Hosts of a play, within `--limit`. */
  hostsOf(play: Play): readonly string[] {
    return matchHosts(this.#world.inventory, this.#patterns(play), { limit: this.#options.limit }).hosts
  }

  /** Names in a play's `hosts` that stand for nothing. */
  unmatched(play: Play): readonly string[] {
    return matchHosts(this.#world.inventory, this.#patterns(play)).unmatched
  }

  #patterns(play: Play): string[] {
    return play.hosts
      .flatMap((pattern) => this.#world.templar.render(pattern, this.#scope(play), play.hostsAt))
      .map(String)
  }

  #sectionsOf(play: Play): readonly Section[] {
    let sections = this.#sections.get(play)
    if (sections === undefined) {
      sections = [
        { nodes: this.#gatherFacts(play) },
        { nodes: play.preTasks },
        'flush',
        { nodes: [...play.roleTasks, ...play.tasks] },
        'flush',
        { nodes: play.postTasks },
        'flush',
      ]
      this.#sections.set(play, sections)
    }
    return sections
  }

  #gatherFacts(play: Play): readonly TaskNode[] {
    const wanted =
      play.gatherFacts === undefined ||
      truthOf(this.#world.templar.render(play.gatherFacts, this.#scope(play), play.at))
    const setup = findModule('setup')
    if (!wanted || setup === undefined) return []
    const args = play.gatherSubset === undefined ? {} : { gather_subset: play.gatherSubset }
    return [
      {
        kind: 'task',
        at: play.at,
        name: 'Gathering Facts',
        action: 'ansible.builtin.setup',
        module: setup,
        args,
        keywords: { tags: ['always'] },
        inherited: { keywords: { ...play.keywords, when: undefined, tags: undefined } },
        role: undefined,
        directory: play.directory,
      },
    ]
  }

  #scope(play: Play): LayeredScope {
    return new LayeredScope(
      [
        recordLayer(this.#world.runMagic, false),
        recordLayer(this.#world.extraVars, true),
        recordLayer(play.vars, true),
        recordLayer(this.#groupsMagic(this.#world.inventory), false),
      ],
      this.#world.templar,
    )
  }

  #extraScope(): LayeredScope {
    return new LayeredScope([recordLayer(this.#world.extraVars, true)], this.#world.templar)
  }

  #groupsMagic(inventory: Inventory): Record<string, unknown> {
    return {
      groups: Object.fromEntries([...inventory.groups].map(([name, group]) => [name, [...group.hosts]])),
    }
  }

  #renderTag(tag: string, task: Task): string[] {
    const rendered = this.#world.templar.render(tag, this.#extraScope(), task.at)
    return (Array.isArray(rendered) ? (rendered as unknown[]) : String(rendered).split(',')).map((one) =>
      String(one).trim(),
    )
  }
}

function ordered(hosts: readonly string[], order: unknown): readonly string[] {
  switch (order) {
    case 'reverse_inventory':
      return hosts.toReversed()
    case 'sorted':
      return hosts.toSorted()
    case 'reverse_sorted':
      return hosts.toSorted().reverse()
    case 'shuffle':
      return hosts
        .map((host) => [Math.random(), host] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, host]) => host)
    default:
      return hosts
  }
}

/** `serial`: numbers or percents, one or a list of which the last repeats. */
function batches(hosts: readonly string[], serial: unknown): readonly (readonly string[])[] {
  const sizes =
    serial === undefined || serial === null ? [] : Array.isArray(serial) ? (serial as unknown[]) : [serial]
  if (sizes.length === 0) return [hosts]
  const cut: string[][] = []
  for (let start = 0; start < hosts.length; ) {
    const size = batchSize(sizes[Math.min(cut.length, sizes.length - 1)], hosts.length)
    cut.push(hosts.slice(start, start + size))
    start += size
  }
  return cut
}

function batchSize(written: unknown, hosts: number): number {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(String(written))
  const size = percent === null ? Number(written) : Math.floor((Number(percent[1]) / 100) * hosts)
  if (!Number.isFinite(size))
    throw new StackError('type', `serial must be a number or a percentage, not '${String(written)}'`)
  return size <= 0 ? (percent === null ? hosts : 1) : size
}
