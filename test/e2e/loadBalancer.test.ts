import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../tools/sourceFiles.ts'
import { type Ended, eventually, told } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'
import { visit, visits } from './visitor.ts'

/** Three web servers, the first of which has twice the share, with an application that needs no database. */
const INVENTORY = `
all:
  vars:
    stack_lab: true
    lab_release: trixie
    app_source: ${join(ROOT, 'test/e2e/answering')}
    app_packages: []
    app_command: /usr/bin/perl {{ app_directory }}/app.pl
    app_static: ''
  children:
    load_balancers:
      hosts:
        lb1: { ansible_host: 10.77.1.11 }
        lb2: { ansible_host: 10.77.1.12 }
    web:
      hosts:
        web1: { ansible_host: 10.77.1.21, load_balancer_weight: 200 }
        web2: { ansible_host: 10.77.1.22 }
        web3: { ansible_host: 10.77.1.23 }
    app: { hosts: { web1: , web2: , web3: } }
    database: { children: { database_primary: {}, database_replicas: {} } }
`
const BALANCERS = ['lb1', 'lb2'] as const

describeOnHosts('the load balancer', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  beforeAll(async () => {
    opened = await openSite('balancer', INVENTORY)
  })
  afterAll(() => opened?.close())

  it('is built', () => up(site(), 'base,application,web,load_balancer'))
  it('gives each web server its share in turn', async () => {
    expect(await shares(site(), 8)).toEqual({ web1: 4, web2: 2, web3: 2 })
  })
  it('tells Prometheus how it is', () => isMeasured(site()))
  it('waits until a drained web server has answered', () => drainsGently(site()))
  it('ends sessions that last too long, when told to', () => endsSessions(site()))
  it('keeps a drained web server out over a reload, a restart and a run', () => staysDrained(site()))
  it('reaches a web server that moved while it was drained', () => followsTheConfiguration(site()))
  it('leaves out over a reload who was down before', () => remembersWhoIsDown(site()))
  it('drains neither the last web server nor what is none', () => refuses(site()))
  it('prefers whoever has the fewest connections', () => countsConnections(site()))
  it('gives the traffic back to the active web server', () => failsBack(site()))
  it('leaves the traffic where it went, without failback', () => staysWhereItWent(site()))
})

async function up(site: Site, tags: string, variables: Readonly<Record<string, unknown>> = {}) {
  const chosen = ['--output', 'json', '--tags', tags, '-e', JSON.stringify(variables)]
  expect(told(await site.stack('up', ...chosen)).failures).toEqual([])
}

/** How often each web server answers that many visits in a row. */
async function shares(site: Site, count: number, balancer = 'lb1'): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const { web } of await visits(site.address(balancer), count)) found[web] = (found[web] ?? 0) + 1
  return found
}

/** Who answers, whichever load balancer is asked. */
async function whoAnswers(site: Site, count = 6): Promise<string[]> {
  const found = await Promise.all(BALANCERS.map((balancer) => shares(site, count, balancer)))
  return [...new Set(found.flatMap((each) => Object.keys(each)))].sort()
}

/** `{ web1: 'UP, 0 sessions', … }`, as the load balancer sees them. */
async function seen(site: Site, balancer = 'lb1'): Promise<Record<string, string>> {
  const lines = (await site.on(balancer, 'haproxy-maintenance show')).split('\n')
  return Object.fromEntries(lines.map((line) => line.split(': ') as [string, string]))
}

async function everyBalancer(site: Site, script: string): Promise<void> {
  await Promise.all(BALANCERS.map((balancer) => site.on(balancer, script)))
}

/** All load balancers see it so, which takes a few checks. */
async function isSeen(site: Site, web: string, status: RegExp): Promise<void> {
  for (const balancer of BALANCERS) {
    await eventually(async () => status.exec((await seen(site, balancer))[web] ?? '') ?? undefined)
  }
}

/** A request of that many seconds that may not be made twice, and the web server that works on it. */
async function slowRequest(site: Site, seconds: number): Promise<{ web: string; status: Promise<string> }> {
  // Over HTTP/2 a request whose session is ended is told so, and curl, as a browser does, makes it again.
  const curl = `curl -sk --http1.1 -m 60 -d x -o /dev/null -w '%{http_code}' https://127.0.0.1/slow/${seconds} || printf ' %s' $?`
  const status = site.on('lb1', curl)
  const web = await eventually(async () => {
    const busy = Object.entries(await seen(site)).find(([, state]) => state.endsWith(' 1 session'))
    return busy?.[0]
  })
  return { web, status }
}

function expectDone({ code, stdout, stderr }: Ended, ...lines: readonly string[]): void {
  expect(code, stderr + stdout).toBe(0)
  for (const line of lines) expect(stdout.split(line).length - 1, stdout).toBe(BALANCERS.length)
}

async function isMeasured(site: Site): Promise<void> {
  const page = (path: string) => site.on('lb1', `curl -s -w '\n%{http_code}' http://127.0.0.1:8405/${path}`)
  const metrics = await page('metrics')
  expect(metrics).toMatch(/^haproxy_server_status\{proxy="web",server="web1",state="UP"\} 1$/m)
  expect((await page('')).split('\n').at(-1)).toBe('404')
}

async function drainsGently(site: Site): Promise<void> {
  const { web, status } = await slowRequest(site, 8)
  expectDone(await site.stack('drain', web), `"${web}: DRAIN, 0 sessions"`)
  expect(await status).toBe('200')
  expect(await whoAnswers(site)).not.toContain(web)
  expectDone(await site.stack('ready', web), `"${web}: UP, 0 sessions"`)
  expect(await whoAnswers(site, 8)).toContain(web)
}

async function endsSessions(site: Site): Promise<void> {
  const { web, status } = await slowRequest(site, 50)
  const patient = await site.stack('drain', web, '--wait', '1')
  expect(patient.code).toBe(2)
  expect(patient.stderr).toContain(`web/${web} still has 1 sessions after 1 s`)
  expectDone(await site.stack('drain', web, '--wait', '1', '--end-sessions'), `"${web}: DRAIN, 0 sessions"`)
  expect(await status).toMatch(/^(50[23]|000 52)$/)
  expectDone(await site.stack('ready', web))
}

async function staysDrained(site: Site): Promise<void> {
  expectDone(await site.stack('drain', 'web1'))
  const again = await site.stack('drain', 'web1')
  expect(again.stdout).toMatch(/^lb1 .* changed=0 /m)
  expect(await whoAnswers(site)).toEqual(['web2', 'web3'])
  // As a renewed certificate does. Asked while it happens: there is no moment in which web1 is back.
  const [answers] = await Promise.all([
    whoAnswers(site, 30),
    everyBalancer(site, 'for n in 1 2 3; do systemctl reload haproxy; sleep 0.3; done'),
  ])
  expect(answers).toEqual(['web2', 'web3'])
  await everyBalancer(site, 'systemctl restart haproxy')
  expect(await whoAnswers(site)).toEqual(['web2', 'web3'])
  await up(site, 'load_balancer', { load_balancer_check_rise: 1 })
  expect(await whoAnswers(site)).toEqual(['web2', 'web3'])
}

/** HAProxy's own state file would send it to the port of before. */
async function followsTheConfiguration(site: Site): Promise<void> {
  const elsewhere = 'server { listen 8081; add_header X-Web-Server moved; location / { return 200; } }'
  await site.on('web1', `echo '${elsewhere}' >/etc/nginx/conf.d/moved.conf && systemctl reload nginx`)
  const change = `sed -i '/server web1 /{s/:80 /:8081 /;s/weight 200/weight 50/}' /etc/haproxy/haproxy.cfg`
  await everyBalancer(site, `${change} && systemctl reload haproxy`)
  expect(await whoAnswers(site)).toEqual(['web2', 'web3'])
  expectDone(await site.stack('ready', 'web1'), '"web1: UP, 0 sessions"')
  expect(await shares(site, 10)).toEqual({ moved: 2, web2: 4, web3: 4 })
  await site.on('web1', 'rm /etc/nginx/conf.d/moved.conf && systemctl reload nginx')
  await up(site, 'load_balancer')
}

async function remembersWhoIsDown(site: Site): Promise<void> {
  await site.on('web3', 'systemctl stop app')
  await isSeen(site, 'web3', /^DOWN/)
  await everyBalancer(site, 'systemctl reload haproxy')
  // Nginx answers there, with 502; what changes something is not asked twice.
  for (let n = 0; n < 12; n++) {
    const page = await visit(site.address('lb1'), '/', { method: 'POST', body: 'x' })
    expect([page.status, page.web]).toEqual([200, expect.stringMatching(/^web[12]$/)])
  }
  await site.on('web3', 'systemctl start app')
  await isSeen(site, 'web3', /^UP/)
}

async function refuses(site: Site): Promise<void> {
  const unknown = await site.stack('drain', 'web1', 'web9')
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('web9: not in the group web of this inventory, which has web1, web2, web3'),
  ])
  const all = await site.stack('drain', 'web1', 'web2', 'web3')
  expect([all.code, all.stderr]).toEqual([
    2,
    expect.stringContaining('no web server would be left in rotation: there is no other'),
  ])
  expect(await whoAnswers(site, 8)).toEqual(['web1', 'web2', 'web3'])
}

async function countsConnections(site: Site): Promise<void> {
  await site.edit((text) => text.replace(', load_balancer_weight: 200', ''))
  await up(site, 'load_balancer', { load_balancer_algorithm: 'leastconn' })
  const slow = [1, 2].map(() => visit(site.address('lb1'), '/slow/4'))
  await eventually(async () => {
    const busy = Object.values(await seen(site)).filter((state) => state.endsWith(' 1 session'))
    return busy.length === 2 ? busy : undefined
  })
  const idle = Object.keys(await shares(site, 6))
  const busy = (await Promise.all(slow)).map(({ web }) => web)
  expect([...idle, ...busy].sort()).toEqual(['web1', 'web2', 'web3'])
}

async function failsBack(site: Site): Promise<void> {
  await up(site, 'load_balancer', { load_balancer_mode: 'active-passive' })
  expect(await whoAnswers(site)).toEqual(['web1'])
  await site.on('web1', 'systemctl stop nginx')
  // From the first request on, which HAProxy sends to another server.
  expect(await whoAnswers(site)).toEqual(['web2'])
  await site.on('web1', 'systemctl start nginx')
  await isSeen(site, 'web1', /^UP,/)
  expect(await whoAnswers(site)).toEqual(['web1'])
}

async function staysWhereItWent(site: Site): Promise<void> {
  await up(site, 'load_balancer', { load_balancer_mode: 'active-passive', load_balancer_failback: false })
  expect(await whoAnswers(site)).toEqual(['web1'])
  await site.on('web1', 'systemctl stop nginx')
  await isSeen(site, 'web1', /^DOWN/)
  // One load balancer has noticed by a request, the other learns it from there.
  expect(await shares(site, 3, 'lb1')).toEqual({ web2: 3 })
  await site.on('web1', 'systemctl start nginx')
  await isSeen(site, 'web1', /^UP,/)
  expect(await whoAnswers(site)).toEqual(['web2'])
  await everyBalancer(site, 'systemctl reload haproxy')
  expect(await whoAnswers(site)).toEqual(['web2'])
  await everyBalancer(site, 'systemctl restart haproxy')
  expect(await whoAnswers(site)).toEqual(['web2'])
  await isSeen(site, 'web1', /^UP,/)
  expectDone(await site.stack('drain', 'web2'))
  expect(await whoAnswers(site)).toEqual(['web1'])
  expectDone(await site.stack('ready', 'web2'))
  expect(await whoAnswers(site)).toEqual(['web1'])
}
