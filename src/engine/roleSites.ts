import { StackError } from '../errors.ts'
import type { Play, Task } from '../playbook/model.ts'
import { playTasks } from '../playbook/playTasks.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import { Pending } from '../vars/pending.ts'
import { falseCondition } from './conditions.ts'
import type { OpenedRun } from './openRun.ts'
import { RunRoute } from './route.ts'
import { type Site, taskScope } from './taskScope.ts'

/** One role's tasks in one play. */
interface RoleUse {
  readonly play: Play
  readonly index: number
  readonly hosts: ReadonlySet<string>
  readonly tasks: readonly Task[]
}

/**
 * Where roles stand in a run, told before anything runs: on which hosts, and with which variables. `--limit`
 * makes no difference: a topology is whole, whichever part of it a run works on.
 */
export class RoleSites {
  readonly #run: OpenedRun
  readonly #route: RunRoute
  readonly #uses = new Map<string, RoleUse[]>()
  readonly #scopes = new Map<string, LayeredScope>()

  constructor(run: OpenedRun) {
    const { world, options } = run.context
    this.#run = run
    this.#route = new RunRoute(run.route.plays, world, { ...options, limit: undefined })
    for (const [index, play] of run.route.plays.entries()) this.#note(play, index)
  }

  /** The roles that have tasks in the playbooks. */
  get roles(): readonly string[] {
    return [...this.#uses.keys()]
  }

  /**
   * Whether a run would do anything of the role on the host, as far as hosts, tags and conditions tell. A
   * condition that rests on what only the host knows counts as one that holds.
   */
  runsOn(role: string, host: string): boolean {
    return (this.#uses.get(role) ?? []).some(
      (use) =>
        use.hosts.has(host) &&
        use.tasks.some(
          (task) => isWork(task) && this.#route.selects(task) && this.#mayRun(this.#site(use, task, host)),
        ),
    )
  }

  /** A task of the role on the host, whatever its tags; of any role when none is named. */
  site(host: string, role?: string): Site | undefined {
    const uses = role === undefined ? [...this.#uses.values()].flat() : (this.#uses.get(role) ?? [])
    const use = uses.find(({ hosts }) => hosts.has(host))
    const task = use?.tasks[0]
    return use === undefined || task === undefined ? undefined : this.#site(use, task, host)
  }

  /** The variables that the role's tasks see on the host; undefined when the role is not used there. */
  scope(host: string, role?: string): LayeredScope | undefined {
    const key = `${host}\n${role ?? ''}`
    const known = this.#scopes.get(key)
    if (known !== undefined) return known
    const site = this.site(host, role)
    if (site === undefined) return undefined
    const { world, playVars } = this.#run.context
    const scope = taskScope(site, world, playVars)
    this.#scopes.set(key, scope)
    return scope
  }

  #note(play: Play, index: number): void {
    const byRole = new Map<string, Task[]>()
    for (const task of playTasks(play)) {
      if (task.role === undefined) continue
      byRole.set(task.role.name, [...(byRole.get(task.role.name) ?? []), task])
    }
    const hosts = new Set(byRole.size === 0 ? [] : this.#route.hostsOf(play))
    for (const [role, tasks] of byRole) {
      this.#uses.set(role, [...(this.#uses.get(role) ?? []), { play, index, hosts, tasks }])
    }
  }

  #site({ play, index, hosts }: RoleUse, task: Task, host: string): Site {
    const batch = [...hosts]
    return {
      host,
      task,
      order: [index, 0],
      run: {
        play,
        hosts: batch,
        batch,
        handlers: [],
        sections: [],
        order: [index, 0],
        forceHandlers: false,
      },
      live: batch,
      once: false,
    }
  }

  #mayRun(site: Site): boolean {
    const { world, playVars } = this.#run.context
    try {
      return falseCondition(site.task, taskScope(site, world, playVars), world.templar) === undefined
    } catch (error) {
      if (error instanceof StackError || error instanceof Pending) return true
      throw error
    }
  }
}

/** The check of a role's variables is no work of the role's: it goes with every role that has a spec. */
function isWork({ module }: Task): boolean {
  return module?.name !== 'validate_argument_spec'
}
