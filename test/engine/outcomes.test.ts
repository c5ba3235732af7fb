import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StackError } from '../../src/errors.ts'
import { play, withProject } from './project.ts'

describe('check mode', () => {
  it('plans later tasks against what earlier ones would make true, and touches nothing', () => {
    const tasks = `
    - {name: a, file: {path: "{{ here }}.d", state: directory}}
    - {name: b, copy: {content: "x\\n", dest: "{{ here }}.d/f"}}
    - {name: c, lineinfile: {path: "{{ here }}.d/f", line: x}}
    - {name: d, file: {path: "{{ here }}.d/f", state: file}}
    - {name: e, command: touch never}
    - {name: f, lineinfile: {path: "{{ out }}/made by e", line: x}}
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      const { results, exitCode } = await project.run({ check: true })
      const ofOne = results.filter((result) => result.host === 'h1')
      expect(ofOne.map(({ task, status }) => `${task.name} ${status}`)).toEqual([
        'a changed',
        'b changed',
        'c ok',
        'd ok',
        'e skipped',
        'f changed',
      ])
      expect(ofOne.at(-1)?.mayChangeAfter).toBe('e')
      expect(exitCode).toBe(0)
      expect(existsSync(join(project.directory, 'out/h1.d'))).toBe(false)
    })
  })
})

describe('secrets', () => {
  it('are in no event: of no_log, of variables named like a password', () => {
    const tasks = `
    - {copy: {content: "{{ hidden }} {{ db_password }}", dest: "{{ here }}"}, no_log: true}
    - {command: "echo {{ db_password }}", register: said}
    - {debug: {msg: "{{ said.stdout }}"}}
    - {copy: {content: "p={{ db_password }}\\n", dest: "{{ here }}.conf"}}
    - {fail: {msg: "with {{ db_password }}"}, ignore_errors: true}
    - {command: "echo {{ hidden }}", no_log: true, loop: ["{{ hidden }}"], register: looped}
    - {shell: "echo {{ hidden }}; false", no_log: true, until: false, retries: 1, delay: 0, ignore_errors: true}
`
    const files = {
      'site.yml': play(tasks),
      'group_vars/all.yml': 'db_password: s3cr3t-one\nhidden: s3cr3t-two\n',
    }
    return withProject(files, async (project) => {
      const { events, exitCode } = await project.run({ diff: true })
      expect(exitCode).toBe(0)
      expect(JSON.stringify(events)).not.toContain('s3cr3t')
      expect(project.read('out/h1')).toBe('s3cr3t-two s3cr3t-one')
    })
  })
})

describe('a fault', () => {
  it('of a variable is told with its place', () =>
    withProject(
      { 'site.yml': play('    - name: a\n      debug:\n        msg: "{{ nowhere.at.all }}"') },
      async (project) => {
        const { results, exitCode } = await project.run()
        const error = results[0]?.error
        expect([error?.code, error?.at?.line, error?.host]).toEqual(['undefined', 7, 'h1'])
        expect(error?.message).toContain("'nowhere'")
        expect(exitCode).toBe(2)
      },
    ))

  it('of an unknown host is told before anything runs, unless tasks add hosts', async () => {
    const unknown = play('    - debug: {msg: x}').replace('hosts: all', 'hosts: alll')
    await withProject({ 'site.yml': unknown }, (project) =>
      expect(project.start(() => {})).rejects.toThrow("hosts names 'alll'"),
    )
    const adding = play('    - add_host: {name: h3, groups: alll, ansible_connection: local}') + unknown
    await withProject({ 'site.yml': adding }, async (project) => {
      const { told } = await project.run()
      expect(told).toEqual(['add_host@h1 changed', 'debug@h3 ok'])
    })
  })
})

describe('what a failed run owes', () => {
  const site = play(
    `
    - {name: a, copy: {content: x, dest: "{{ here }}"}, notify: told}
    - {name: b, fail: {msg: no}, when: broken is defined}
`,
    '  handlers: [{name: told, debug: {msg: told}}]\n',
  )

  it('is done by the next one, in its place, once', () =>
    withProject({ 'site.yml': site }, async (project) => {
      const stateDirectory = join(project.directory, 'state')
      const failed = await project.run({ stateDirectory, extraVars: ['broken=1'] })
      expect(failed.told).not.toContain('told@h1 ok')
      const next = await project.run({ stateDirectory })
      // After the tasks, which may put right what it failed for.
      expect(next.told.map((line) => line.split('@')[0])).toEqual(['a', 'a', 'b', 'b', 'told', 'told'])
      const last = await project.run({ stateDirectory })
      expect(last.told).not.toContain('told@h1 ok')
    }))
})

describe('a run that is stopped', () => {
  it('ends soon, with nothing more done', () => {
    const tasks = `
    - {name: a, copy: {content: x, dest: "{{ here }}.a"}}
    - {name: b, command: sleep 60}
    - {name: c, copy: {content: x, dest: "{{ here }}.c"}}
`
    return withProject({ 'site.yml': play(tasks) }, async (project) => {
      const stop = new AbortController()
      const running = project.start(
        (event) => {
          if (event.kind === 'host-start' && event.task.name === 'b') setTimeout(() => stop.abort(), 100)
        },
        {},
        stop.signal,
      )
      const error: unknown = await running.catch((reason: unknown) => reason)
      expect(error instanceof StackError && error.code).toBe('interrupted')
      expect(existsSync(join(project.directory, 'out/h1.a'))).toBe(true)
      expect(existsSync(join(project.directory, 'out/h1.c'))).toBe(false)
    })
  })
})
