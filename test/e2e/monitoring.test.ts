import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../tools/sourceFiles.ts'
import { type AlarmCase, alarmCases, rulesTest, virtualAddressCases } from './alarmCases.ts'
import { type Alarm, openReceiver, type Receiver } from './receiver.ts'
import { eventually, told } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'
import { visits } from './visitor.ts'

/** Pictures of the pages are kept here. */
const ARTEFACTS = join(ROOT, 'test/artefacts')
/** How long an alarm may take to arrive, and to be taken back, in milliseconds. */
const ALARM = 90_000

describeOnHosts('the monitoring of a site', () => {
  let opened: { readonly site: Site; readonly receiver: Receiver } | undefined
  const lab = () => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  beforeAll(async () => {
    const site = await openSite('combined')
    const machine = `${site.prefix}.1`
    const receiver = await openReceiver(machine)
    opened = { site, receiver }
    const settings = {
      monitoring_sources: [machine],
      monitoring_webhook_url: receiver.url('/alarms'),
      monitoring_heartbeat_url: receiver.url('/heartbeat'),
      monitoring_heartbeat_interval: '3s',
      // What takes minutes for people takes seconds here.
      monitoring_scrape_interval: '3s',
      monitoring_alert_scale: 0.05,
      monitoring_group_wait: '1s',
      monitoring_group_interval: '1s',
    }
    const lines = Object.entries(settings).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}\n`)
    await site.edit((text) => text.replace('  vars:\n', `  vars:\n${lines.join('')}`))
    const { failures } = told(await site.stack('up', '--output', 'json'))
    expect(failures).toEqual([])
  })
  afterAll(async () => {
    await opened?.receiver.close()
    await opened?.site.close()
  })

  it('hears every server', () => hearsEveryServer(lab().site))
  it('raises the right alarm for what it measures', async () => {
    const { site } = lab()
    await promtool(site, '/etc/prometheus/stack-alerts.yml', alarmCases)
    const playbook = join(site.directory, 'rules.yml')
    await writeFile(playbook, RULES_WITH_ADDRESS)
    expect(await site.stack('run', playbook)).toMatchObject({ code: 0 })
    await promtool(site, '/tmp/alerts.yml', virtualAddressCases)
  })
  it('keeps to itself where it sends alarms', async () => {
    const { site, receiver } = lab()
    const file = '/etc/prometheus/alertmanager.yml'
    expect(await site.on('lb1', `stat -c '%a %U %G' ${file}`)).toBe('640 root prometheus')
    expect(await site.on('lb1', `grep -c ${receiver.url('/alarms')} ${file}`)).toBe('1')
  })
  it('shows pages that a browser finds no fault with', () => showsPages(lab().site))
  it('calls who waits for it, as long as it is well', async () => {
    await eventually(async () => lab().receiver.told('/heartbeat')[1])
    expect(
      lab()
        .receiver.told('/heartbeat')
        .map(({ labels }) => labels['alertname']),
    ).toContain('Watchdog')
  })
  it('tells of what breaks, and when it is over', () => tellsAndTakesBack(lab().site, lab().receiver))
})

/** Writes the rules of a site with a virtual address, at people's pace, to /tmp/alerts.yml. */
const RULES_WITH_ADDRESS = `
- hosts: lb1
  gather_facts: false
  roles: [${ROOT}/playbooks/roles/topology]
  vars_files: ${ROOT}/playbooks/roles/monitoring/defaults/main.yml
  vars: {load_balancer_virtual_address: 192.0.2.10, monitoring_alert_scale: 1}
  tasks:
    - ansible.builtin.template:
        src: ${ROOT}/playbooks/roles/monitoring/templates/alerts.yml.j2
        dest: /tmp/alerts.yml
        variable_start_string: '[['
        variable_end_string: ']]'
`

async function promtool(site: Site, rules: string, cases: readonly AlarmCase[]): Promise<void> {
  const file = '/tmp/rules-test.yml'
  await site.on('lb1', `cat > ${file} <<'END'\n${rulesTest(rules, cases)}\nEND\npromtool test rules ${file}`)
}

async function hearsEveryServer(site: Site): Promise<void> {
  const expected = [
    ...site.hosts('all').map((host) => `node ${host}`),
    ...site.hosts('database').map((host) => `mysql ${host}`),
    ...site.hosts('web').map((host) => `nginx ${host}`),
    ...['haproxy lb1', 'prometheus lb1', 'alertmanager lb1', 'prober lb1'],
    ...[`site ${site.address('lb1')}`, `redirect ${site.address('lb1')}`],
  ]
  await eventually(async () => {
    const { activeTargets } = await ask<{ activeTargets: Target[] }>(site, 'targets')
    const heard = activeTargets.map(({ labels, health, lastError }) =>
      `${labels['job']} ${labels['host'] ?? labels['site']} ${health === 'up' ? '' : lastError}`.trim(),
    )
    expect(heard.sort()).toEqual(expected.sort())
    const questions = ['mysql_up', 'nginx_up', 'probe_success', 'stack:replication_receives']
    for (const question of questions) {
      const { result } = await ask<Answer>(site, `query?query=${question}`)
      expect(
        result.map(({ value }) => value[1]),
        question,
      ).toEqual(result.map(() => '1'))
      expect(result.length, question).toBeGreaterThan(0)
    }
    return heard
  }, ALARM)
}

/** What is broken, what is then to be told, and how it is mended. */
const FAULTS = [
  {
    host: 'web1',
    breaks: 'mysql -e "STOP REPLICA"',
    mends: 'mysql -e "START REPLICA"',
    alarm: { alertname: 'ReplicationStopped', host: 'web1', severity: 'critical' },
  },
  {
    host: 'web2',
    breaks: 'systemctl stop nginx',
    mends: 'systemctl start nginx',
    alarm: { alertname: 'WebServerOutOfRotation', host: 'lb1', server: 'web2', severity: 'warning' },
  },
  {
    host: 'lb1',
    breaks:
      'mkdir -p /srv/full && mount -t tmpfs -o size=16M none /srv/full && head -c 15500k /dev/zero > /srv/full/file',
    mends: 'rm /srv/full/file',
    alarm: { alertname: 'DiskAlmostFull', host: 'lb1', mountpoint: '/srv/full', severity: 'critical' },
  },
] as const

async function tellsAndTakesBack(site: Site, receiver: Receiver): Promise<void> {
  const last = (labels: Alarm['labels']): Alarm | undefined =>
    receiver
      .told('/alarms')
      .findLast((alarm) => Object.entries(labels).every(([name, value]) => alarm.labels[name] === value))
  for (const { host, breaks } of FAULTS) await site.on(host, breaks)
  for (const { alarm } of FAULTS) {
    const heard = await eventually(async () => {
      const found = last(alarm)
      return found?.status === 'firing' ? found : undefined
    }, ALARM)
    for (const text of ['summary', 'description', 'action'])
      expect(heard.annotations[text], text).toBeTruthy()
  }
  for (const { host, mends } of FAULTS) await site.on(host, mends)
  for (const { alarm } of FAULTS) {
    await eventually(async () => (last(alarm)?.status === 'resolved' ? true : undefined), ALARM)
  }
}

/** Each page, and what must be on it. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  index: ['Requests', 'of 2 in rotation', 'HTTP leads to HTTPS'],
  balancers: ['lb1', 'web1', 'web2', 'in rotation'],
  databases: ['web1', 'replica', 'web2', 'primary', '9.7'],
  servers: ['lb1', 'load balancer', 'web1', 'application', 'web2'],
  certificates: ['Days left', 'TLS 1.3'],
  alarms: ['What is watched for', 'ReplicationStopped', 'The Watchdog is awake'],
}

async function showsPages(site: Site): Promise<void> {
  await visits(site.address('lb1'), 20)
  await mkdir(ARTEFACTS, { recursive: true })
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  try {
    await looksAtPages(site, browser, 'light', 1280)
    await looksAtPages(site, browser, 'dark', 390)
  } finally {
    await browser.close()
  }
}

async function looksAtPages(site: Site, browser: Browser, colorScheme: 'light' | 'dark', width: number) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  for (const [name, texts] of Object.entries(PAGES)) {
    await page.goto(`http://${site.address('lb1')}:9090/consoles/${name}.html`, { waitUntil: 'networkidle' })
    const shown = await page.locator('main').innerText()
    for (const text of texts) expect(shown, name).toContain(text)
    // Every curve has been drawn, and nothing sticks out to the right.
    const charts = page.locator('.chart')
    await eventually(async () => ((await charts.locator('path').count()) > 0 ? true : undefined)).catch(
      (fault) => {
        if (name !== 'alarms') throw fault
      },
    )
    const wide = 'document.documentElement.scrollWidth > innerWidth'
    expect(await page.evaluate(wide), `${name} is too wide`).toBe(false)
    await page.screenshot({ path: join(ARTEFACTS, `monitoring-${name}-${width}.png`), fullPage: true })
  }
  expect(faults).toEqual([])
  await context.close()
}

interface Target {
  readonly labels: Readonly<Record<string, string>>
  readonly health: string
  readonly lastError: string
}

interface Answer {
  readonly result: readonly { readonly value: readonly [time: number, value: string] }[]
}

async function ask<T>(site: Site, path: string): Promise<T> {
  const url = `http://${site.address('lb1')}:9090/api/v1/${path}`
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
  return ((await response.json()) as { data: T }).data
}
