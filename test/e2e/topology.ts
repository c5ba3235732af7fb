import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, told } from './running.ts'
import { describeOnHosts, isOpen, openSite, type Site } from './site.ts'
import { visit, visits, writeNote } from './visitor.ts'

/** What differs between the topologies. */
export interface Topology {
  /** Of inventory/`name`.yaml. */
  readonly name: string
  /** The databases' client, and how their version begins. */
  readonly database: { readonly client: 'mysql' | 'mariadb'; readonly version: string }
  /** Further tests, between building the site and looking at what it does. */
  readonly more?: (site: () => Site) => void
}

/** Builds the site of a topology on bare hosts and proves what every topology promises. */
export function describeTopology({ name, database, more }: Topology): void {
  describeOnHosts(`the topology ${name}`, () => {
    let opened: Site | undefined
    const site = (): Site => {
      if (opened === undefined) throw new Error('there are no hosts')
      return opened
    }
    beforeAll(async () => {
      opened = await openSite(name)
    })
    afterAll(() => opened?.close())

    it('is built on bare hosts', () => isBuilt(site()))
    it('changes nothing in a second run, in at most 4 round trips a host', () => isLeftAlone(site()))
    more?.(site)
    it('answers, each web server in turn', () => takesTurns(site()))
    it('gives back through a replica what was written on the primary', () => replicates(site(), database))
    it('goes on answering while a web server is stopped', () => survives(site()))
    it('lets in from outside what is meant for users, and SSH', () => isShut(site()))
  })
}

async function isBuilt(site: Site): Promise<void> {
  const { recap, failures } = told(await site.stack('up', '--output', 'json'))
  expect(failures).toEqual([])
  expect(Object.keys(recap).sort()).toEqual(site.hosts('all').sort())
  for (const counts of Object.values(recap)) {
    expect(counts).toMatchObject({ unreachable: 0, failed: 0, rescued: 0, ignored: 0 })
    expect(counts.changed).toBeGreaterThan(0)
  }
}

async function isLeftAlone(site: Site): Promise<void> {
  const { code, stdout, stderr } = await site.stack('up', '-v')
  expect(code, stderr).toBe(0)
  const printed = (pattern: RegExp): Record<string, number> =>
    Object.fromEntries([...stdout.matchAll(pattern)].map(([, host = '', count]) => [host, Number(count)]))
  const trips = printed(/^(\S+) +: round trips=(\d+)$/gm)
  const hosts = site.hosts('all')
  expect(printed(/^(\S+) +: ok=\d+ +changed=(\d+) /gm)).toEqual(
    Object.fromEntries(hosts.map((host) => [host, 0])),
  )
  expect(Object.keys(trips).sort()).toEqual(hosts.sort())
  expect(Object.entries(trips).filter(([, count]) => count > 4)).toEqual([])
}

async function takesTurns(site: Site): Promise<void> {
  const webs = site.hosts('web')
  expect(webs.length).toBeGreaterThan(1)
  for (const balancer of site.hosts('load_balancers')) {
    const address = site.address(balancer)
    await eventually(() => visits(address, 1))
    const pages = await visits(address, 3 * webs.length)
    const served = pages.map(({ web }) => web)
    // Any as many requests in a row as there are servers have met them all.
    for (let n = 0; n + webs.length <= served.length; n++) {
      expect(new Set(served.slice(n, n + webs.length)), served.join()).toEqual(new Set(webs))
    }
    expect(new Set(pages.map(({ app }) => app))).toEqual(new Set(site.hosts('app')))
  }
}

async function replicates(site: Site, { client, version }: Topology['database']): Promise<void> {
  const [balancer = ''] = site.hosts('load_balancers')
  const replicas = site.hosts('database_replicas')
  const text = `written in ${site.lab}`
  const id = await writeNote(site.address(balancer), text)
  const readers = replicas.map((host) => site.address(host))
  await eventually(async () => {
    const page = await visit(site.address(balancer), `/notes/${id}`)
    if (!readers.includes(page.from) || page.status !== 200) return undefined
    expect(JSON.parse(page.text)).toMatchObject({ id, text })
    return page
  })
  for (const host of site.hosts('database')) {
    const query = `SELECT CONCAT_WS(' ', @@read_only, text, VERSION()) FROM app.notes WHERE id = ${id}`
    const row = await eventually(async () => (await site.on(host, `${client} -N -e "${query}"`)) || undefined)
    const readOnly = replicas.includes(host) ? '(1|ON)' : '(0|OFF)'
    expect(row, host).toMatch(new RegExp(`^${readOnly} ${text} ${version.replaceAll('.', '[.]')}`))
  }
}

async function survives(site: Site): Promise<void> {
  const [balancer = ''] = site.hosts('load_balancers')
  const address = site.address(balancer)
  const webs = site.hosts('web')
  const stopped = webs.at(-1) ?? ''
  await site.on(stopped, 'systemctl stop nginx')
  // None may fail, not even before the health check has noticed: HAProxy sends them to another server.
  const pages = await visits(address, 20)
  expect(new Set(pages.map(({ web }) => web))).toEqual(new Set(webs.slice(0, -1)))
  await site.on(stopped, 'systemctl start nginx')
  await eventually(async () => ((await visit(address)).web === stopped ? stopped : undefined))
}

async function isShut(site: Site): Promise<void> {
  for (const host of site.hosts('all')) {
    expect(await site.on(host, 'ufw status | head -n 1'), host).toBe('Status: active')
  }
  const open = (ports: readonly (readonly [host: string, port: number])[]): Promise<boolean[]> =>
    Promise.all(ports.map(([host, port]) => isOpen(site.address(host), port)))
  const inside = [
    ...site.hosts('database').map((host) => [host, 3306] as const),
    ...site.hosts('web').map((host) => [host, 80] as const),
  ]
  const outside = [
    ...site.hosts('all').map((host) => [host, 22] as const),
    ...site.hosts('load_balancers').flatMap((host) => [[host, 80] as const, [host, 443] as const]),
  ]
  expect(await open(inside)).toEqual(inside.map(() => false))
  expect(await open(outside)).toEqual(outside.map(() => true))
  // They do listen there: it is the firewall that says no.
  for (const [host, port] of inside) {
    await site.on(host, `timeout 2 bash -c 'exec 3<>/dev/tcp/${site.address(host)}/${port}'`)
  }
}
