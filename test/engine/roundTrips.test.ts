import { describe, expect, it } from 'vitest'
import { play, withProject } from './project.ts'

const many = (count: number, task: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => task(n)).join('')

/** Three plays, 42 tasks in all, of several modules, with a role, a handler, an include and conditions. */
const SITE = {
  'templates/t.j2': 'host {{ inventory_hostname }} {{ groups.all | length }}\n',
  'more.yml':
    '- file: {path: "{{ here }}.included", state: touch, modification_time: preserve, access_time: preserve}\n',
  'roles/r/tasks/main.yml': '- copy: {content: role, dest: "{{ here }}.role"}\n  notify: told\n',
  'roles/r/handlers/main.yml': '- name: told\n  debug: {msg: told}\n',
  'site.yml': many(3, (n) =>
    play(
      `${many(
        2,
        (i) => `
    - file: {path: "{{ here }}.d${n}${i}", state: directory}
    - copy: {content: "x\\n", dest: "{{ here }}.c${n}${i}", force: false}
    - lineinfile: {path: "{{ here }}.c${n}${i}", line: "line ${i}"}
    - template: {src: t.j2, dest: "{{ here }}.t${n}${i}"}
    - stat: {path: "{{ here }}.c${n}${i}"}
      register: seen
    - file: {path: "{{ here }}.after${n}${i}", state: directory}
      when: seen.stat.size > 0
`,
      )}
    - include_tasks: more.yml
    - include_role: {name: r}
`,
    ),
  ),
}

describe('messages to a host', () => {
  it('are one or two when nothing has drifted, over plays, roles and includes', () =>
    withProject(SITE, async (project) => {
      const first = await project.run()
      expect(first.exitCode).toBe(0)
      const second = await project.run()
      expect(second.told.filter((line) => !line.endsWith(' ok'))).toEqual([])
      expect(Math.max(...Object.values(second.roundTrips))).toBeLessThanOrEqual(3)
      const third = await project.run({ check: true })
      expect(third.told.toSorted()).toEqual(second.told.toSorted())
      expect(Math.max(...Object.values(third.roundTrips))).toBeLessThanOrEqual(3)
    }))

  it('are no more over the batches of a rolling play, a task that only checks included', () => {
    const tasks = `
    - copy: {content: x, dest: "{{ here }}.a"}
      notify: told
    - file: {path: "{{ here }}.gone", state: absent}
      check_mode: true
      notify: told
  handlers:
    - name: told
      include_tasks: more.yml
`
    const rolling = play(tasks, '  serial: 1\n') + play('    - stat: {path: "{{ out }}"}')
    return withProject({ 'more.yml': '- command: "true"\n', 'site.yml': rolling }, async (project) => {
      expect((await project.run()).exitCode).toBe(0)
      const again = await project.run()
      expect(again.told.filter((line) => !line.endsWith(' ok'))).toEqual([])
      expect(again.roundTrips).toEqual({ h1: 1, h2: 1 })
    })
  })

  it('do not grow with the items of a loop', () => {
    const tasks = `
    - copy: {content: "{{ item }}", dest: "{{ here }}-{{ item }}"}
      loop: "{{ range(200) | list }}"
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      for (const host of ['h1', 'h2']) {
        for (let n = 0; n < 200; n++) project.write(`out/${host}-${n}`, `${n}`)
      }
      const again = await project.run()
      expect(again.results.map((result) => [result.status, result.items?.length])).toEqual([
        ['ok', 200],
        ['ok', 200],
      ])
      expect(again.roundTrips).toEqual({ h1: 1, h2: 1 })
    })
  })

  it('are not held up by a host whose task waits for a registered value', () => {
    const tasks = `
    - stat: {path: "{{ here }}"}
      register: a
    - stat: {path: "{{ here }}{{ a.stat.exists }}"}
      register: b
    - file: {path: "{{ out }}", state: directory}
    - stat: {path: "{{ out }}/x"}
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      const ran = await project.run()
      expect(ran.roundTrips).toEqual({ h1: 2, h2: 2 })
    })
  })
})

describe('a change', () => {
  it('discards what was seen ahead of it', () => {
    const tasks = `
    - stat: {path: "{{ here }}"}
      register: before
    - copy: {content: one, dest: "{{ here }}"}
    - stat: {path: "{{ here }}"}
      register: after
    - slurp: {src: "{{ here }}"}
      register: content
    - lineinfile: {path: "{{ here }}", line: two}
    - command: cat {{ here }}
      register: cat
    - debug: {msg: "{{ before.stat.exists }} {{ after.stat.exists }} {{ content.content | b64decode }} {{ cat.stdout_lines }}"}
      name: seen
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      const { results } = await project.run()
      const seen = results
        .filter((result) => result.task.name === 'seen')
        .map((result) => result.result['msg'])
      const fresh = "False True one ['one', 'two']"
      expect(seen).toEqual([fresh, fresh])
    })
  })

  it('on one host is seen by the probes of another', () => {
    const tasks = `
    - copy: {content: x, dest: "{{ out }}/shared"}
      when: inventory_hostname == 'h1'
    - stat: {path: "{{ out }}/shared"}
      register: seen
    - assert: {that: seen.stat.exists}
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      expect((await project.run()).exitCode).toBe(0)
    })
  })

  it('that is only checked for is not taken for made', () => {
    const tasks = `
    - file: {src: new, dest: "{{ here }}", state: link, force: true}
      check_mode: true
      register: checked
      notify: linked
    - stat: {path: "{{ here }}"}
      register: seen
    - assert: {that: checked is changed and not seen.stat.exists}
  handlers:
    - name: linked
      file: {src: new, dest: "{{ here }}", state: link, force: true}
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      const { exitCode, told } = await project.run()
      expect(exitCode).toBe(0)
      expect(told.filter((line) => line.includes('linked')).sort()).toEqual([
        'linked@h1 changed',
        'linked@h2 changed',
      ])
    })
  })

  it('by one item of a loop is seen by the next', () => {
    const tasks = `
    - copy: {content: "a\\n", dest: "{{ here }}"}
    - replace: {path: "{{ here }}", regexp: "{{ item.0 }}", replace: "{{ item.1 }}"}
      loop: [[a, b], [b, c], [x, y], [c, d]]
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      const { results } = await project.run()
      expect(project.read('out/h1')).toBe('d\n')
      const looped = results.find((result) => result.items !== undefined)
      expect(looped?.items?.map((item) => item.status)).toEqual(['changed', 'changed', 'ok', 'changed'])
    })
  })

  it('by an action empties what was seen, unless the action only reads', () => {
    const tasks = `
    - stat: {path: "{{ here }}"}
    - shell: echo new > {{ here }}
    - stat: {path: "{{ here }}"}
      register: seen
    - assert: {that: seen.stat.size == 4}
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      expect((await project.run()).exitCode).toBe(0)
    })
  })
})
