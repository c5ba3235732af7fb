import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stack } from '../tools/program.ts'

const hasAnsible = spawnSync('ansible-playbook', ['--version']).status === 0
const inCi = process.env.CI !== undefined

const directory = mkdtempSync(join(tmpdir(), 'stack-compat-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** Files of one comparison: `site.yml` is run, on two names for this machine. */
interface Site {
  readonly name: string
  readonly args?: readonly string[]
  readonly files: Readonly<Record<string, string>>
}

const play = (tasks: string): string =>
  `- name: compare\n  hosts: web\n  gather_facts: false\n  tasks:\n${tasks}`

const SITES: readonly Site[] = [
  {
    name: 'results of every kind',
    files: {
      'site.yml': play(`
    - debug: {msg: hello}
    - name: a variable
      debug: {var: ansible_connection}
    - debug: {msg: [a, b, {c: "é\\u001b", d: 1.0, e: null}]}
    - command: echo hi
    - name: passed over
      command: echo
      when: false
    - assert: {that: true}
    - set_fact: {a: 1}
    - name: fails
      shell: echo out; echo err >&2; exit 3
      ignore_errors: true
    - name: only one
      command: echo
      when: inventory_hostname == 'web1'
    - name: fatal for one
      fail: {msg: really}
      when: inventory_hostname == 'web2'
    - name: goes on without it
      debug: {msg: last}
`),
    },
  },
  {
    name: 'results with -v',
    args: ['-v'],
    files: {
      'site.yml': play(`
    - command: echo hi
    - debug: {msg: hello}
    - set_fact: {a: {b: [1, 2]}}
    - command: echo
      when: 1 == 2
    - name: secret
      command: echo
      no_log: true
    - command: echo {{ item }}
      loop: [1, 2]
`),
    },
  },
  {
    name: 'loops',
    files: {
      'site.yml': play(`
    - name: looped
      command: echo {{ item }}
      loop: [1, {a: b}, "x y"]
      changed_when: item == 1
    - name: labelled
      debug: {msg: "{{ item.n }}"}
      loop: [{n: a}, {n: b}]
      loop_control: {label: "number {{ item.n }}"}
    - name: none of them
      command: echo
      loop: [1, 2]
      when: false
    - name: nothing to loop over
      command: echo
      loop: []
    - name: secret loop
      command: echo
      loop: [1]
      no_log: true
    - name: failing loop
      command: "{{ item }}"
      loop: ["false", "true"]
      changed_when: false
      ignore_errors: true
`),
    },
  },
  {
    name: 'roles, blocks and handlers',
    files: {
      'site.yml': `- hosts: web
  gather_facts: false
  roles: [r]
  tasks:
    - name: rescued
      block:
        - fail: {msg: first}
      rescue:
        - debug: {msg: to the rescue}
      always:
        - debug: {msg: always}
- name: nobody
  hosts: all:!all
  tasks:
    - debug: {msg: never}
`,
      'roles/r/tasks/main.yml': `- name: in a role
  command: echo
  notify: restart
- debug: {msg: unnamed}
`,
      'roles/r/handlers/main.yml': '- name: restart\n  debug: {msg: handled}\n',
    },
  },
]

describe.skipIf(!hasAnsible && !inCi)('printed as ansible-playbook prints it', () => {
  it.each(SITES)('$name', ({ name, files, args = [] }) => {
    const cwd = join(directory, name.replaceAll(' ', '-'))
    for (const [path, text] of Object.entries({ ...files, inventory: INVENTORY }))
      write(join(cwd, path), text)
    const command = ['-i', 'inventory', ...args, 'site.yml']
    const theirs = spawnSync('ansible-playbook', command, { cwd, env: ansibleEnv(), encoding: 'utf8' })
    const ours = stack(['run', ...command], { cwd })
    expect(comparable(ours.stdout)).toBe(comparable(theirs.stdout))
    expect(ours.status).toBe(theirs.status)
  })
})

const INVENTORY = '[web]\nweb1\nweb2\n[web:vars]\nansible_connection=local\n'

function write(path: string, text: string): void {
  spawnSync('mkdir', ['-p', join(path, '..')])
  writeFileSync(path, text)
}

function ansibleEnv(): NodeJS.ProcessEnv {
  return { ...process.env, ANSIBLE_NOCOLOR: '1', LC_ALL: 'C.UTF-8' }
}

/** Without what differs from run to run: times, which host answered first, and the counts that only we print. */
function comparable(stdout: string): string {
  return stdout
    .replace(/^No config file found; using defaults\n|^Using .* as config file\n/gm, '')
    .replace(/"ansible_facts": \{"discovered_interpreter_python": "[^"]*"\}, /g, '')
    .replace(/"(delta|start|end)": "[^"]*"/g, '"$1": ""')
    .replace(/^\S+ +: round trips=\d+\n/gm, '')
    .trimEnd()
    .split(/\n(?=\n(?:PLAY|TASK|RUNNING))/)
    .map(byHost)
    .join('\n')
}

/** The lines of one task, sorted by host; lines of one host stay in their order. */
function byHost(section: string): string {
  const [heading = '', ...results] = section.split(/\n(?=(?:ok|changed|skipping|fatal|failed): )/)
  const host = (result: string): string => /\[([^\]]*)\]/.exec(result)?.[1] ?? ''
  return [heading, ...results.toSorted((a, b) => (host(a) < host(b) ? -1 : host(a) > host(b) ? 1 : 0))].join(
    '\n',
  )
}
