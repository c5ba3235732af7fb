import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually, told } from './running.ts'
import { describeOnHosts, openSite, type Site } from './site.ts'
import { visit, visits } from './visitor.ts'

// One site from its first plan to its repairs: each test goes on from where the one before it ended.
describeOnHosts('a site that is planned, built and changed', () => {
  let opened: Site | undefined
  const site = (): Site => {
    if (opened === undefined) throw new Error('there are no hosts')
    return opened
  }
  const up = async (...args: string[]) => told(await site().stack('up', '--output', 'json', ...args))
  /** What `stack plan` said about the bare hosts. */
  let foretold: ReturnType<typeof told> | undefined

  beforeAll(async () => {
    opened = await openSite('demo')
  })
  afterAll(() => opened?.close())

  it('is planned on bare hosts without touching them', async () => {
    const before = await snapshot(site())
    const planned = await site().stack('plan', '--output', 'json')
    foretold = told(planned)
    expect(foretold.failures).toEqual([])
    expect(planned.code).toBe(2)
    const checked = await site().stack('up', '--check', '--output', 'json')
    expect(checked.code).toBe(0)
    expect(told(checked).recap).toEqual(foretold.recap)
    expect(touched(before, await snapshot(site()))).toEqual([])
  })

  it('becomes what the plan has said', async () => {
    const { changed, failures } = await up()
    expect(failures).toEqual([])
    const unsure = new Set(foretold?.unsure)
    const sure = foretold?.changed.filter((what) => !unsure.has(what)) ?? []
    expect(sure.length).toBeGreaterThan(30)
    expect(sure.filter((what) => !changed.includes(what))).toEqual([])
    expect(changed.filter((what) => !sure.includes(what) && !unsure.has(what))).toEqual([])
  })

  it('has nothing left to plan', async () => {
    const planned = await site().stack('plan', '--output', 'json')
    expect(told(planned)).toMatchObject({ changed: [], unsure: [], failures: [] })
    expect(planned.code).toBe(0)
  })

  it('takes in another server, for which only the load balancer changes', async () => {
    const { prefix } = site()
    await site().edit((text) =>
      text
        .replace(
          /( +)web2:\n.*\n/,
          (host, indent) => `${host}${indent}web3:\n${indent}  ansible_host: ${prefix}.23\n`,
        )
        .replace(/(\n {4}app:\n[\s\S]*? web2:\n)/, '$1        web3:\n'),
    )
    expect([site().hosts('web'), site().hosts('app')]).toEqual(Array(2).fill(['web1', 'web2', 'web3']))
    await site().boot()
    const { changed, failures } = await up()
    expect(failures).toEqual([])
    expect(new Set(changed.map((what) => what.split(':')[0]))).toEqual(new Set(['lb1', 'web3']))
    // The newcomer's application may need a moment; until then its requests go to the others.
    const share = ['web1', 'web2', 'web3'].flatMap((name) => [name, name, name])
    await eventually(async () => {
      const served = (await visits(site().address('lb1'), 9)).map(({ app }) => app)
      return served.sort().join() === share.join() ? served : undefined
    })
  })

  it('puts back exactly what was changed by hand', async () => {
    const before = await Promise.all(EDITS.map(({ host, look }) => site().on(host, look)))
    await Promise.all(EDITS.map(({ host, edit }) => site().on(host, edit)))
    const { changed, failures } = await up()
    expect(failures).toEqual([])
    const expected = EDITS.flatMap(({ host, changes }) => changes.map((task) => `${host}: ${task}`))
    expect([...changed].sort()).toEqual(expected.sort())
    expect(await Promise.all(EDITS.map(({ host, look }) => site().on(host, look)))).toEqual(before)
    expect((await up()).changed).toEqual([])
  })

  it('pays in the next run what a failed one still owes', async () => {
    const dropIn = '/etc/systemd/system/nginx.service.d/broken.conf'
    const refuse = `mkdir -p $(dirname ${dropIn}); printf '[Service]\\nExecStartPre=/bin/false\\n' > ${dropIn}`
    await site().on('web1', `echo '# by hand' >> /etc/nginx/nginx.conf; ${refuse}; systemctl daemon-reload`)
    await site().on('web1', 'systemctl stop nginx')
    const failed = await site().stack('up', '--output', 'json')
    expect(failed.code).toBe(2)
    const { changed, failures } = told(failed)
    expect(failures).toHaveLength(1)
    expect(failures[0]).toMatch(/^web1: web : Start Nginx/)
    // The file is as it should be again, and with it the reason to reload is gone.
    expect(changed).toEqual(['web1: web : Configure Nginx'])
    await site().on('web1', `rm ${dropIn}; systemctl daemon-reload; systemctl start nginx`)
    expect((await up()).changed).toEqual(['web1: web : Reload Nginx'])
    expect((await up()).changed).toEqual([])
    await eventually(async () => ((await visit(site().address('lb1'))).web === 'web1' ? true : undefined))
  })
})

interface Edit {
  readonly host: string
  readonly edit: string
  /** A script whose output must be after the run what it was before the edit. */
  readonly look: string
  /** The tasks that change, handlers among them. */
  readonly changes: readonly string[]
}

const EDITS: readonly Edit[] = [
  {
    host: 'web1',
    edit: "sed -i 's/keepalive 32/keepalive 31/' /etc/nginx/nginx.conf",
    look: 'sha256sum /etc/nginx/nginx.conf',
    changes: ['web : Configure Nginx', 'web : Reload Nginx'],
  },
  {
    host: 'web2',
    edit: 'chmod 644 /etc/stack/app.env',
    look: "stat -c '%a %U %G' /etc/stack/app.env",
    changes: ["application : Write the application's environment", 'application : Restart the application'],
  },
  {
    host: 'web2',
    edit: 'systemctl -q disable --now nginx',
    look: 'systemctl is-enabled nginx; systemctl is-active nginx',
    changes: ['web : Start Nginx, now and at every start'],
  },
  {
    host: 'web3',
    edit: 'rm -r /srv/app/current/static',
    look: 'find /srv/app/current/static -type f -exec sha256sum {} +',
    changes: ['release : Keep the code base as it was copied', 'application : Restart the application'],
  },
  {
    host: 'web3',
    edit: "ufw delete allow proto tcp from $(getent hosts lb1 | cut -d' ' -f1) to any port 80",
    look: 'ufw status | sort',
    changes: ['firewall : Let in what the topology needs'],
  },
  {
    host: 'lb1',
    edit: "sed -i '/BEGIN/,/END/{/ web2$/d}' /etc/hosts",
    look: 'cat /etc/hosts',
    changes: ['base : Name this server and those it talks to in /etc/hosts'],
  },
]

/** A line for each directory, file (with the time of its last change), package and unit file of each host. */
async function snapshot(site: Site): Promise<string[]> {
  // Left out: what is no disk, what systemd and sshd write by themselves, and what reading writes (apt's cache).
  const own = ['/proc', '/sys', '/dev', '/run', '/var/log', '/var/lib/systemd', '/var/cache/apt']
  const skip = own.map((path) => `-path ${path}`).join(' -o ')
  const script = `systemctl is-system-running --wait >/dev/null
    find / -xdev \\( ${skip} \\) -prune -o \\
      -type d -printf '%p d %m %U:%G\\n' -o -printf '%p %y %m %U:%G %s %l %C@\\n'
    dpkg-query -W -f '\${Package} \${Version} \${db:Status-Status}\\n'
    systemctl list-unit-files --no-legend
    cat /proc/sys/net/ipv4/tcp_fin_timeout; hostname`
  const hosts = site.hosts('all').map(async (host) => {
    const lines = (await site.on(host, script)).split('\n')
    return lines.map((line) => `${host} ${line}`)
  })
  return (await Promise.all(hosts)).flat()
}

function touched(before: readonly string[], after: readonly string[]): string[] {
  const [old, fresh] = [new Set(before), new Set(after)]
  expect(old.size).toBeGreaterThan(5000)
  return [
    ...before.filter((line) => !fresh.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ]
}
