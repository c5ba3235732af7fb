import { describe, expect, it } from 'vitest'
import { positionOf } from '../../src/source/position.ts'
import { Project, tasksOf } from './project.ts'

/** The first task of a play, written below `tasks:`. */
function taskOf(...lines: string[]) {
  const text = ['- hosts: all', '  tasks:', ...lines.map((line) => `    ${line}`)].join('\n')
  const project = new Project({ 'site.yml': `${text}\n` })
  try {
    return tasksOf(project.load().plays[0]!.tasks)[0]!
  } finally {
    project.remove()
  }
}

// The forms that ansible-core's ModuleArgsParser takes.
const FORMS: readonly (readonly [string, readonly string[], string, object])[] = [
  ['a mapping', ['- debug:', '    msg: hello'], 'debug', { msg: 'hello' }],
  ['k=v text', ['- debug: msg="hello there" verbosity=2'], 'debug', { msg: 'hello there', verbosity: '2' }],
  ['a full name', ['- ansible.builtin.debug: {msg: x}'], 'ansible.builtin.debug', { msg: 'x' }],
  ['no options', ['- ping:'], 'ping', {}],
  [
    'args beside the module',
    ['- debug: msg=a', '  args:', '    verbosity: 1'],
    'debug',
    { msg: 'a', verbosity: 1 },
  ],
  ['args lose against the module', ['- debug: {msg: a}', '  args: {msg: b}'], 'debug', { msg: 'a' }],
  ['args as a template', ['- ping:', "  args: '{{ options }}'"], 'ping', { _args: '{{ options }}' }],
  ['options as a template', ["- ping: '{{ options }}'"], 'ping', { _args: '{{ options }}' }],
  ['action as text', ['- action: debug msg=hello'], 'debug', { msg: 'hello' }],
  ['action as a mapping', ['- action: {module: debug, msg: hello}'], 'debug', { msg: 'hello' }],
  ['local_action', ['- local_action: debug msg=hello'], 'debug', { msg: 'hello' }],
  ['a word', ['- meta: flush_handlers'], 'meta', { free_form: 'flush_handlers' }],
]

describe('what a task does', () => {
  it.each(FORMS)('%s', (_name, lines, action, args) => {
    const task = taskOf(...lines)
    expect(task.action).toBe(action)
    expect(task.module?.name).toBe(action.split('.').at(-1))
    expect(task.args).toEqual(args)
  })

  it('delegates a local_action to this machine', () => {
    expect(taskOf('- local_action: ping').keywords.delegateTo).toBe('localhost')
  })
})

describe('what surrounds it', () => {
  it('takes lists, commas and single values for tags, when and notify', () => {
    const task = taskOf(
      '- ping:',
      '  tags: a, b',
      '  when: x',
      '  register: out',
      '  retries: 3',
      '  until: ok',
    )
    expect(task.keywords).toEqual({ tags: ['a', 'b'], when: ['x'] })
    expect(task).toMatchObject({ register: 'out', retries: 3, until: ['ok'] })
    expect(positionOf(task.keywords.when, 0)).toMatchObject({ line: 5, column: 13 })
  })

  it('reads loops with their control', () => {
    const task = taskOf(
      '- ping:',
      '  with_dict: {a: 1}',
      '  loop_control:',
      '    loop_var: one',
      '    index_var: at',
      "    label: '{{ one.key }}'",
    )
    expect(task.loop).toMatchObject({
      lookup: 'dict',
      expression: { a: 1 },
      control: { loopVar: 'one', indexVar: 'at', label: '{{ one.key }}' },
    })
  })

  it('stands at its first key', () => {
    expect(taskOf('# a comment', '- name: Ping', '  ping:').at).toMatchObject({ line: 4, column: 7 })
  })

  it('keeps apply and the options of an include', () => {
    const task = taskOf(
      '- include_role:',
      "    name: '{{ web }}'",
      '    tasks_from: setup',
      '    public: true',
      '    apply: {become: true, tags: x}',
      '  loop: [1]',
    )
    expect(task.module).toBeUndefined()
    expect(task.include).toMatchObject({
      kind: 'role',
      name: '{{ web }}',
      tasksFrom: 'setup',
      public: true,
      apply: { become: true, tags: ['x'] },
    })
  })
})
