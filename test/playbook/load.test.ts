import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Block, Play, Playbook, PlaybookSource, Task } from '../../src/playbook/model.ts'
import { UnsafeText } from '../../src/source/tags.ts'
import { gathered } from '../../src/vars/ancestry.ts'
import { listTasks, Project, tasksOf } from './project.ts'
import { ROLES_PROJECT } from './roles.project.ts'

const project = new Project(ROLES_PROJECT)
let source: PlaybookSource
let playbook: Playbook
let web: Play

beforeAll(() => {
  source = project.source()
  playbook = source.load([project.path('site.yml')])[0]!
  web = playbook.plays[0]!
})
afterAll(() => project.remove())

describe('a playbook with roles and imports', () => {
  it('runs the tasks that ansible-playbook runs, with the tags it shows', () => {
    expect(listTasks(web)).toEqual([
      'ping [play, pre]',
      'base : Base task [play]',
      'base : Base task [dep, play, www]',
      'db : Db task [play, www]',
      "web : Validating arguments against arg spec 'main' - The web [always, play, www]",
      'web : Web task [inner, play, www]',
      'db : Db task [data, play, www]',
      'users : Users task [play]',
      'users : Users task [play]',
      'First [group, one, play, two]',
      'Deep [group, imported, play]',
      'Deepest [deeper, group, imported, play]',
      'Ever [always, group, play]',
      'base : Other entry [again, play]',
      'include_tasks [dyn, play]',
      'include_role [play]',
    ])
  })

  it('gives an imported playbook its tags, variables and condition', () => {
    const other = playbook.plays[1]!
    expect(other.hosts).toEqual(['all', '!old'])
    expect(other.name).toBe('all,!old')
    expect(other.vars).toEqual({ from_import: 1, own: 2 })
    const [task] = other.tasks as [Task]
    expect(gathered(task, 'when')).toEqual([['wanted']])
    expect(listTasks(other)).toEqual(['ping [imp, o]'])
  })

  it('hands conditions and parameters of a role to its tasks and dependencies', () => {
    const [, , db] = tasksOf(web.roleTasks)
    expect(gathered(db!, 'when')).toEqual([[true]])
    expect(db!.role).toMatchObject({ name: 'db', parents: ['web'], params: { port_of: 8080 } })
  })

  it('merges variables of roles as Ansible ranks them', () => {
    const role = web.roles.find((one) => one.name === 'web')!
    expect(role.defaults).toEqual({ who: 'web-default', low: 'base' })
    expect(role.vars).toEqual({ kept: 'web', also: 'db' })
    const inside = web.roles.find((one) => one.name === 'db' && one.parents.length > 0)!
    expect(inside.vars).toEqual({ kept: 'db', also: 'db' })
    expect(inside.defaults).toEqual({ who: 'web-default' })
  })

  it('knows the handlers of roles once, and what they listen for', () => {
    const handlers = web.roles.flatMap((role) => tasksOf(role.handlers))
    const listed = handlers.map((handler) => [handler.role?.name, handler.name, handler.listen])
    expect(listed.filter(([, name]) => name === 'Restart')).toEqual(
      Array.from({ length: listed.length }, () => ['base', 'Restart', ['again']]),
    )
    expect(tasksOf(web.handlers).map((handler) => handler.name)).toEqual(['Own'])
  })

  it('marks uses of a role that count as the same', () => {
    const blocks = web.roleTasks as Block[]
    const marks = blocks.map((block) => block.completes)
    expect(new Set(marks).size).toBe(marks.length)
    expect(marks.every((mark) => mark !== undefined)).toBe(true)
  })
})

describe('dynamic includes', () => {
  const find = (action: string) => tasksOf(web.tasks).find((task) => task.action === action)!

  it('brings tasks that inherit from around the include, not from the include', () => {
    const by = find('include_tasks')
    const nodes = source.includeTasks('dynamic.yml', by, {
      vars: { item: '{{ raw }}' },
      apply: { tags: ['applied'], when: ['outer'] },
    })
    const [task] = nodes as [Task]
    expect(task.name).toBe('Included')
    expect(gathered(task, 'tags').flat()).toEqual(['play', 'applied'])
    expect(gathered(task, 'when').flat()).toEqual(['outer', 'inner'])
    // What is rendered already must not be rendered again.
    expect(gathered(task, 'vars')[0]).toEqual({ item: new UnsafeText('{{ raw }}') })
  })

  it('brings a role with its dependencies first', () => {
    const files = { tasks: 'main', vars: 'main', defaults: 'main', handlers: 'main' }
    const { nodes, role } = source.includeRole('web', find('include_role'), files, {
      vars: {},
      apply: undefined,
    })
    expect(tasksOf(nodes).map((task) => task.name)).toEqual([
      'Base task',
      'Db task',
      expect.stringContaining('arg spec'),
      'Web task',
    ])
    expect(role).toMatchObject({ name: 'web', allowDuplicates: true })
  })

  it('tells of a missing file', () => {
    expect(() =>
      source.includeTasks('gone.yml', find('include_tasks'), { vars: {}, apply: undefined }),
    ).toThrow('there is no task file gone.yml')
  })
})
