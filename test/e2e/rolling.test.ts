import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../tools/sourceFiles.ts'
import { type Ended, told } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'
import { type Streamed, underRequests } from './stream.ts'
import { visit } from './visitor.ts'

const SAMPLE = join(ROOT, 'playbooks/roles/application/files/sample')

/** Application servers of their own, behind the Nginx of another. */
const TIERS = `
all:
  vars: {stack_lab: true, lab_release: bookworm}
  children:
    load_balancers: {hosts: {lb1: {ansible_host: 10.77.0.11}}}
    web: {hosts: {web1: {ansible_host: 10.77.0.21}}}
    app: {hosts: {app1: {ansible_host: 10.77.0.41}, app2: {ansible_host: 10.77.0.42}}}
    database:
      children:
        database_primary: {hosts: {web1: }}
        database_replicas: {hosts: {}}
`

/** Monitoring has no part in this, and takes longest to build. */
const UP = ['up', '--output', 'json', '--skip-tags', 'monitoring'] as const

/** What a run changes in what the inventory says. */
type Changes = Readonly<Record<string, unknown>>

/** Writes a release of the sample application with this heading; `before` stands in front of its code. */
async function release(site: Site, heading: string, before = ''): Promise<Changes> {
  const source = join(site.directory, heading)
  await cp(SAMPLE, source, { recursive: true })
  const code = await readFile(join(SAMPLE, 'app.py'), 'utf8')
  await writeFile(join(source, 'app.py'), before + code.replace('<h1>Notes', `<h1>${heading}`))
  return {
    app_source: source,
    app_packages: ['python3-pymysql'],
    app_command: '/usr/bin/python3 {{ app_directory }}/app.py',
  }
}

/** Runs `stack up` with changed variables under a steady stream of requests. */
async function changed(site: Site, changes: Changes): Promise<{ ended: Ended; streamed: Streamed }> {
  const file = join(site.directory, 'changes.yml')
  await writeFile(file, JSON.stringify(changes))
  const { done, streamed } = await underRequests(site.address('lb1'), () =>
    site.stack(...UP, '-e', `@${file}`),
  )
  return { ended: done, streamed }
}

/** How many web servers were out of rotation at the same time while something was done, at most. */
async function mostOut<T>(site: Site, work: () => Promise<T>): Promise<{ done: T; most: number }> {
  let most = 0
  let over = false
  const watch = async (): Promise<void> => {
    while (!over) {
      const states = await site.on('lb1', '/usr/local/sbin/haproxy-maintenance show')
      most = Math.max(most, states.split('\n').filter((line) => !/: (UP|no check)/.test(line)).length)
      await sleep(100)
    }
  }
  const watching = watch()
  const done = await work().finally(() => {
    over = true
  })
  await watching
  return { done, most }
}

function expectNoneFailed({ sent, failures, webs }: Streamed): void {
  expect(failures, `${failures.length} of ${sent} requests failed`).toEqual([])
  expect(sent, JSON.stringify(webs)).toBeGreaterThan(20)
}

const heading = async (site: Site): Promise<string | undefined> =>
  /<h1>(\w+)/.exec((await visit(site.address('lb1'))).text)?.[1]

describeOnHosts('a change that goes through the web servers one after the other', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  let second: Changes = {}

  beforeAll(async () => {
    opened = await openSite('demo')
    expect(told(await site().stack(...UP)).failures).toEqual([])
    second = await release(site(), 'Second')
  })
  afterAll(() => opened?.close())

  it.each([
    { what: 'a new release', more: {}, task: 'release : Switch to the release' },
    {
      what: 'another environment',
      more: { app_environment: { COLOUR: 'blue' } },
      task: 'application : Restart the application',
    },
    { what: 'another setting of Nginx', more: { web_read_timeout: 61 }, task: 'web : Reload Nginx' },
  ])('lets no request fail: $what', async ({ more, task }) => {
    second = { ...second, ...more }
    const { done, most } = await mostOut(site(), () => changed(site(), second))
    const { changed: changes, failures } = told(done.ended)
    expect(failures).toEqual([])
    expect(changes.filter((line) => line.endsWith(task))).toEqual([`web1: ${task}`, `web2: ${task}`])
    expectNoneFailed(done.streamed)
    expect(most).toBe(1)
    expect(await heading(site())).toBe('Second')
  })

  it('ends at the first server that does not come back, and the others serve what they served', async () => {
    const broken = await release(site(), 'Broken', 'raise SystemExit("out of order")\n')
    const { ended, streamed } = await changed(site(), { ...second, ...broken, app_start_timeout: 4 })
    expect(ended.code).toBe(2)
    const { changed: changes, failures } = told(ended)
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatch(/^web1: .*out of order[\s\S]*web1 stays out of rotation[\s\S]*stack rollback/)
    expect(changes.filter((line) => /^web2: .*(Switch to|Restart)/.test(line))).toEqual([])
    expectNoneFailed(streamed)
    const { streamed: after } = await underRequests(site().address('lb1'), () => sleep(2000))
    expectNoneFailed(after)
    expect(Object.keys(after.webs)).toEqual(['web2'])
    expect(await heading(site())).toBe('Second')
  })

  it('is repaired by the next run, and the one after it has nothing to do', async () => {
    const { ended, streamed } = await changed(site(), second)
    const { changed: changes, failures } = told(ended)
    expect(failures).toEqual([])
    expect(changes.filter((line) => line.startsWith('web2: ') && !/let nginx find/i.test(line))).toEqual([])
    expectNoneFailed(streamed)
    const { streamed: after } = await underRequests(site().address('lb1'), () => sleep(1000))
    expect(Object.keys(after.webs).sort()).toEqual(['web1', 'web2'])
    const again = await changed(site(), second)
    expect(told(again.ended).changed).toEqual([])
  })

  it('goes back to the release before, until there is none', async () => {
    const back = () => site().stack('rollback', '--output', 'json')
    const { done, most } = await mostOut(site(), () => underRequests(site().address('lb1'), back))
    expect(told(done.done).failures).toEqual([])
    expectNoneFailed(done.streamed)
    expect(most).toBe(1)
    expect(await heading(site())).toBe('Notes')
    const refused = told(await back())
    expect(refused.failures.join()).toMatch(/no earlier release on web1/)
    expect(refused.changed).toEqual([])
  })
})

describeOnHosts('application servers behind the Nginx of another', () => {
  let opened: Site | undefined
  beforeAll(async () => {
    opened = await openSite('rolling-tiers', TIERS)
    expect(told(await opened.stack(...UP)).failures).toEqual([])
  })
  afterAll(() => opened?.close())

  it('are changed one after the other, and no request fails', async () => {
    const site = opened!
    const second = await release(site, 'Second')
    const { ended, streamed } = await changed(site, second)
    const { changed: changes, failures } = told(ended)
    expect(failures).toEqual([])
    const restart = 'application : Restart the application'
    expect(changes.filter((line) => line.endsWith(restart))).toEqual([`app1: ${restart}`, `app2: ${restart}`])
    expectNoneFailed(streamed)
    expect(await heading(site)).toBe('Second')
    expect(told((await changed(site, second)).ended).changed).toEqual([])
  })
})
