import type { OpenedRun } from '../engine/openRun.ts'
import type { Play, Task } from '../playbook/model.ts'
import { playTasks } from '../playbook/playTasks.ts'
import { repr } from '../template/python/text.ts'
import { gathered } from '../vars/ancestry.ts'

/** What `--list-hosts`, `--list-tasks` and `--list-tags` ask for. */
export interface Listed {
  readonly hosts: boolean
  readonly tasks: boolean
  readonly tags: boolean
}

/** The plays of a run in the form of ansible-playbook's lists; nothing is run. For a syntax check, only the name. */
export function listing(run: OpenedRun, playbooks: readonly string[], listed: Listed): string {
  const any = listed.hosts || listed.tasks || listed.tags
  const plays = (any ? run.route.plays : []).flatMap((play, index) => playLines(run, play, index + 1, listed))
  return ['', `playbook: ${playbooks.join(', ')}`, ...plays].join('\n')
}

function playLines({ route }: OpenedRun, play: Play, number: number, listed: Listed): string[] {
  const patterns = play.hosts.map(String)
  const tags = (play.keywords.tags ?? []).toSorted().join(',')
  const head = `  play #${number} (${patterns.join(',')}): ${play.name}\tTAGS: [${tags}]`
  const tasks = playTasks(play).filter((task) => route.selects(task))
  return [
    '',
    head,
    ...(listed.hosts ? hostLines(patterns, route.hostsOf(play)) : []),
    ...(listed.tasks ? ['    tasks:', ...tasks.map(taskLine)] : []),
    ...(listed.tags ? [`      TASK TAGS: [${[...new Set(tasks.flatMap(tagsOf))].sort().join(', ')}]`] : []),
  ]
}

function hostLines(patterns: readonly string[], hosts: readonly string[]): string[] {
  return [
    `    pattern: ${repr(patterns)}`,
    `    hosts (${hosts.length}):`,
    ...hosts.map((host) => `      ${host}`),
  ]
}

function taskLine(task: Task): string {
  // As Ansible: only a task with a name of its own is told with its role.
  const named = task.name !== undefined && task.role !== undefined
  const label = named ? `${task.role.name} : ${task.name}` : (task.name ?? task.action)
  return `      ${label}\tTAGS: [${tagsOf(task).join(', ')}]`
}

function tagsOf(task: Task): string[] {
  return [...new Set(gathered(task, 'tags').flat())].sort()
}
