import { describe, expect, it } from 'vitest'
import { play, withProject } from './project.ts'

/** What is told of a playbook, task by task; `task@host status`. */
interface Case {
  readonly name: string
  readonly site: string
  readonly files?: Readonly<Record<string, string>>
  readonly told: readonly string[]
  readonly exitCode?: number
}

const HANDLERS = `  handlers:
    - {name: one, debug: {msg: one}}
    - {name: two, debug: {msg: two}, listen: both}
    - {name: three, debug: {msg: three}, listen: both}
`

const CASES: readonly Case[] = [
  {
    name: 'a failure takes the host out, and only it',
    site: play(`
    - {name: a, command: "test {{ inventory_hostname }} = h2", changed_when: false}
    - {name: b, debug: {msg: b}}
`),
    told: ['a@h1 failed', 'a@h2 ok', 'b@h2 ok'],
    exitCode: 2,
  },
  {
    name: 'rescue is for who failed, always for all',
    site: play(`
    - block:
        - {name: a, fail: {msg: no}, when: inventory_hostname == 'h1'}
      rescue:
        - {name: b, debug: {msg: "{{ ansible_failed_result.msg }} {{ ansible_failed_task.name }}"}}
      always:
        - {name: c, debug: {msg: c}}
`),
    told: ['a@h1 failed', 'a@h2 skipped', 'b@h1 ok', 'c@h1 ok', 'c@h2 ok'],
  },
  {
    name: 'handlers run in their order, once, for who notified them; in a rescue too',
    site: play(
      `
    - {name: a, command: echo, notify: [both, one]}
    - block:
        - {name: b, fail: {msg: no}}
      rescue:
        - {name: c, command: echo, notify: one, changed_when: inventory_hostname == 'h1'}
    - meta: flush_handlers
    - {name: d, command: echo, notify: two, changed_when: inventory_hostname == 'h2'}
`,
      HANDLERS,
    ),
    told: [
      ...['a', 'b', 'c'].flatMap((task) => ['h1', 'h2'].map((host) => statusOf(task, host))),
      ...['one', 'two', 'three'].flatMap((task) => ['h1', 'h2'].map((host) => `${task}@${host} ok`)),
      'd@h1 ok',
      'd@h2 changed',
      'two@h2 ok',
    ],
  },
  {
    name: 'an unknown handler fails the task that names it',
    site: play(
      `    - {name: a, command: echo, notify: "{{ 'unheard of' }}"}\n    - {name: b, debug: {msg: b}}`,
      HANDLERS,
    ),
    told: ['a@h1 failed', 'a@h2 failed'],
    exitCode: 2,
  },
  {
    name: 'run_once: one host works, all have what it registered; run_once: false is nothing',
    site: play(`
    - {name: a, command: "echo {{ inventory_hostname }}", run_once: true, register: r, changed_when: false}
    - {name: b, assert: {that: "r.stdout == 'h1'"}}
    - {name: c, command: "echo {{ inventory_hostname }}", run_once: false, register: r, changed_when: false}
    - {name: d, assert: {that: r.stdout == inventory_hostname}}
`),
    told: ['a@h1 ok', 'b@h1 ok', 'b@h2 ok', 'c@h1 ok', 'c@h2 ok', 'd@h1 ok', 'd@h2 ok'],
  },
  {
    name: 'facts of one host are seen by the others, at their place in the playbook',
    site: play(`
    - {name: a, set_fact: {v: "1 {{ inventory_hostname }}"}}
    - {name: b, assert: {that: "hostvars['h2'].v == '1 h2'"}}
    - {name: c, set_fact: {v: 2}, when: inventory_hostname == 'h2'}
    - {name: d, assert: {that: "hostvars.h2.v == 2 and hostvars.h1.v == '1 h1'"}}
`),
    told: ['a', 'b', 'c', 'd'].flatMap((task) =>
      ['h1', 'h2'].map((host) => `${task}@${host} ${task === 'c' && host === 'h1' ? 'skipped' : 'ok'}`),
    ),
  },
  {
    name: 'each host includes its own file, and loops include one item after the other',
    files: {
      'h1.yml': '- {name: of h1, debug: {msg: x}}\n',
      'h2.yml': '- {name: of h2, debug: {msg: x}}\n',
      'item.yml': '- {name: "item {{ item }}", debug: {msg: x}}\n',
    },
    site: play(`
    - {name: i, include_tasks: "{{ inventory_hostname }}.yml"}
    - {name: j, include_tasks: item.yml, loop: [1, 2]}
`),
    told: [
      'i@h1 ok',
      'i@h2 ok',
      'of h1@h1 ok',
      'of h2@h2 ok',
      'j@h1 ok',
      'j@h2 ok',
      ...['item 1', 'item 2'].flatMap((task) => [`${task}@h1 ok`, `${task}@h2 ok`]),
    ],
  },
  {
    name: 'serial takes batches to their end; any_errors_fatal ends the play for all',
    site: `${play('    - {name: a, debug: {msg: a}}\n    - {name: b, debug: {msg: b}}', '  serial: 1\n')}${play(
      `    - {name: c, fail: {msg: no}, when: inventory_hostname == 'h2'}\n    - {name: d, debug: {msg: d}}`,
      '  any_errors_fatal: true\n',
    )}`,
    told: ['a@h1 ok', 'b@h1 ok', 'a@h2 ok', 'b@h2 ok', 'c@h1 skipped', 'c@h2 failed'],
    exitCode: 2,
  },
  {
    name: 'max_fail_percentage ends the play when it is exceeded',
    site: play(
      `    - {name: a, fail: {msg: no}, when: inventory_hostname == 'h2'}\n    - {name: b, debug: {msg: b}}`,
      '  max_fail_percentage: 49\n',
    ),
    told: ['a@h1 skipped', 'a@h2 failed'],
    exitCode: 2,
  },
  {
    name: 'a role runs again where all of it was skipped before',
    files: {
      'roles/a/tasks/main.yml': '- {name: t, debug: {msg: a}, when: wanted | default(false)}\n',
      'roles/b/meta/main.yml': 'dependencies: [a]\n',
      'roles/b/tasks/main.yml': '- {name: u, debug: {msg: b}}\n',
    },
    site: `- hosts: all
  gather_facts: false
  pre_tasks: [{name: p, debug: {msg: p}}]
  roles: [a]
  tasks:
    - {name: s, set_fact: {wanted: true}, when: inventory_hostname == 'h1'}
    - import_role: {name: b}
    - include_role: {name: b}
`,
    told: [
      'p@h1 ok',
      'p@h2 ok',
      'a : t@h1 skipped',
      'a : t@h2 skipped',
      's@h1 ok',
      's@h2 skipped',
      'a : t@h1 ok',
      'a : t@h2 skipped',
      'b : u@h1 ok',
      'b : u@h2 ok',
      'include_role : b@h1 ok',
      'include_role : b@h2 ok',
      'a : t@h2 skipped',
      'b : u@h1 ok',
      'b : u@h2 ok',
    ],
  },
]

function statusOf(task: string, host: string): string {
  const status = task === 'b' ? 'failed' : task === 'c' && host === 'h2' ? 'ok' : 'changed'
  return `${task}@${host} ${status}`
}

describe('a run', () => {
  it.each(CASES)('$name', ({ site, files = {}, told, exitCode = 0 }) =>
    withProject({ ...files, 'site.yml': site }, async (project) => {
      const ran = await project.run()
      // Hosts answer in any order within one task.
      expect(byTask(ran.told)).toEqual(byTask(told))
      expect(ran.exitCode).toBe(exitCode)
    }),
  )
})

const THREE = play(
  ['a', 'b', 'c'].map((name) => `    - {name: ${name}, command: echo, changed_when: false}`).join('\n'),
)

describe('a run that is chosen from', () => {
  it('starts at the named task', () =>
    withProject({ 'site.yml': THREE }, async (project) => {
      expect(byTask((await project.run({ startAtTask: 'b' })).told)).toEqual(at('b', 'c'))
      await expect(project.run({ startAtTask: 'bb' })).rejects.toMatchObject({
        code: 'unknown',
        hint: "did you mean 'b'?",
      })
    }))

  it.each([
    [['yes', 'no', 'yes'], ['a', 'c'], 3],
    [['no', 'continue'], ['b', 'c'], 2],
  ] as const)('asks before each task: %j', (answers, ran, questions) =>
    withProject({ 'site.yml': THREE }, async (project) => {
      const asked: string[] = []
      const step = async (task: string) => answers[asked.push(task) - 1] ?? 'no'
      expect(byTask((await project.run({ step })).told)).toEqual(at(...ran))
      expect(asked).toEqual(['a', 'b', 'c'].slice(0, questions))
    }),
  )

  it('becomes whom the command line says, unless the playbook does', () =>
    withProject(
      {
        'site.yml': play('    - {name: a, debug: {msg: x}}\n    - {name: b, command: id -un, become: true}'),
      },
      async (project) => {
        const { results } = await project.run({ becomeUser: 'nobody', becomeMethod: 'su', become: true })
        expect(results.filter(({ task }) => task.name === 'b').map(({ result }) => result['stdout'])).toEqual(
          ['nobody', 'nobody'],
        )
      },
    ))
})

function at(...tasks: string[]): string[] {
  return tasks.flatMap((task) => ['h1', 'h2'].map((host) => `${task}@${host} ok`))
}

/** Neighbouring lines of one task, sorted. */
function byTask(told: readonly string[]): string[] {
  const groups: string[][] = []
  for (const line of told) {
    const last = groups.at(-1)
    if (last !== undefined && last[0]?.split('@')[0] === line.split('@')[0]) last.push(line)
    else groups.push([line])
  }
  return groups.flatMap((group) => group.toSorted())
}
