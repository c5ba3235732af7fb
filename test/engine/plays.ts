import type { PlayRun, Route } from '../../src/engine/stops.ts'
import type { Block, Play, Task, TaskNode } from '../../src/playbook/model.ts'

const AT = { file: 'test.yml', line: 1, column: 1 }
const BASE = { at: AT, keywords: {}, inherited: { keywords: {} }, role: undefined, directory: '.' }

/** A task that is only its name. */
export function task(name: string): Task {
  return { ...BASE, kind: 'task', name, action: 'ping', module: undefined, args: {} }
}

export function block(parts: {
  block: readonly TaskNode[]
  rescue?: readonly TaskNode[]
  always?: readonly TaskNode[]
}): Block {
  return { ...BASE, kind: 'block', name: undefined, rescue: [], always: [], ...parts }
}

/** A route over plays of tasks, all on the same hosts; handlers run at the end of each play. */
export function routeOf(
  hosts: readonly string[],
  plays: readonly { tasks: readonly TaskNode[]; handlers?: Task[]; serial?: number }[],
): Route {
  const models = plays.map((_, index): Play => play(`play ${index + 1}`))
  return {
    plays: models,
    enterPlay: (model, index, dead) => {
      const { tasks, handlers = [], serial = hosts.length } = plays[models.indexOf(model)]!
      const live = hosts.filter((host) => !dead.has(host))
      const runs: PlayRun[] = []
      for (let start = 0; start < live.length; start += serial) {
        runs.push({
          play: model,
          hosts: live,
          batch: live.slice(start, start + serial),
          handlers,
          sections: [{ nodes: tasks }, 'flush'],
          order: [index, runs.length],
          forceHandlers: false,
        })
      }
      return { runs }
    },
    selects: () => true,
    runsOnce: (one) => one.keywords.runOnce === true,
  }
}

function play(name: string): Play {
  const rest = {
    preTasks: [],
    roleTasks: [],
    tasks: [],
    postTasks: [],
    handlers: [],
    roles: [],
    varsFiles: [],
    varsPrompt: [],
  }
  const unset = {
    gatherFacts: undefined,
    gatherSubset: undefined,
    serial: undefined,
    strategy: undefined,
    order: undefined,
    maxFailPercentage: undefined,
    forceHandlers: undefined,
  }
  return {
    at: AT,
    name,
    hosts: ['all'],
    hostsAt: AT,
    keywords: {},
    vars: {},
    directory: '.',
    ...rest,
    ...unset,
  }
}
