import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { labPower } from '../../src/lab/lab.ts'
import { eventually, told } from './running.ts'
import type { Site } from './site.ts'
import { type Figures, keepVisiting } from './steady.ts'
import { visit, visits, writeNote } from './visitor.ts'

/** What a loss costs differs from machine to machine, so the figures are printed and only their order is checked. */
const PER_SECOND = 25

/** Tests that take one thing after another from a site that holds a virtual address, and give it back. */
export function losesMachines(site: () => Site): void {
  const address = (): string => `${site().prefix}.10`
  const up = async (...args: string[]) => told(await site().stack('up', '--output', 'json', ...args))
  /** The load balancers, among those that run, that have the virtual address. */
  const holders = async (): Promise<string[]> => {
    const found = site()
      .hosts('load_balancers')
      .map(async (host) => {
        const script = `ip -4 -o address | grep -F " ${address()}/" || true`
        return (await site()
          .on(host, script)
          .catch(() => '')) === ''
          ? []
          : [host]
      })
    return (await Promise.all(found)).flat()
  }
  const holder = (): Promise<string> =>
    eventually(async () => {
      const [first, ...others] = await holders()
      return others.length === 0 ? first : undefined
    })
  /** Has visitors come while something happens, and then until the site has calmed down. */
  const during = async (what: string, happens: () => Promise<void>): Promise<Figures> => {
    const visitors = keepVisiting(address(), PER_SECOND)
    try {
      await sleep(1000)
      await happens()
      await eventually(() => visits(address(), 4))
      await sleep(2000)
    } finally {
      console.info(`${what}: ${JSON.stringify(await visitors.stop())}`)
    }
    return visitors.stop()
  }

  it('is reached by an address that exactly one load balancer has', async () => {
    const first = await holder()
    // Longer than the others wait for a sign of life: nobody believes to be alone.
    await sleep(5000)
    expect(await holders()).toEqual([first])
    await visits(address(), 3)
  })

  it('moves the address once when HAProxy is killed, though systemd starts it again', async () => {
    const [from, moves] = [await holder(), new Set<string>()]
    const { sent, failed } = await during('HAProxy killed', async () => {
      await site().on(from, 'kill -9 $(systemctl show -P MainPID haproxy)')
      await eventually(async () => (await site().on(from, 'systemctl is-active haproxy')) || undefined)
      for (let n = 0; n < 10; n++) moves.add((await holders()).join())
    })
    expect(moves.size).toBe(1)
    expect([...moves][0]).not.toBe(from)
    expect(failed).toBeLessThan(sent / 2)
  })

  it('leaves the address where it is when HAProxy is reloaded', async () => {
    const from = await holder()
    const { failed } = await during('HAProxy reloaded', async () => {
      await site().on(from, 'systemctl reload haproxy')
    })
    expect(failed).toBe(0)
    expect(await holders()).toEqual([from])
  })

  it('has two holders of the address while they cannot hear each other, and one as soon as they can', async () => {
    const balancers = site().hosts('load_balancers')
    const link = (change: string) =>
      Promise.all(
        balancers.map(async (host) => {
          const [other = ''] = balancers.filter((one) => one !== host)
          await site().on(host, `iptables ${change} INPUT --source ${site().address(other)} --jump DROP`)
        }),
      )
    const { sent, failed } = await during('link between the load balancers cut', async () => {
      await link('--insert')
      try {
        await eventually(async () => ((await holders()).length === 2 ? true : undefined))
        // Whichever of them a visitor gets to, it answers.
        await eventually(() => visits(address(), 10))
      } finally {
        await link('--delete')
      }
      await holder()
      // Also neighbours that have learnt the address of the one that gave up find the other.
      await sleep(5000)
    })
    expect(failed).toBeLessThan(sent / 10)
  })

  it.each(['lb1', 'lb2', 'web1', 'web2', 'db2', 'db3', 'mon1'])(
    'goes on answering without %s',
    async (host) => {
      const before = await holder()
      const { sent, failed } = await during(`${host} lost, ${before} holding the address`, async () => {
        await labPower(site().lab, host, 'off')
        await sleep(5000)
        await visits(address(), 10)
        await labPower(site().lab, host, 'on')
        await eventually(() => isBack(site(), address(), host), 60_000)
      })
      expect(await holder()).toBe(
        host === before
          ? site()
              .hosts('load_balancers')
              .find((one) => one !== host)
          : before,
      )
      // A request that is under way when its server dies can be lost; those that follow can not, but for the seconds
      // until the other load balancer has the address.
      expect(failed).toBeLessThan(host === before ? sent / 2 : sent / 10)
    },
  )

  it('has come back by itself: there is nothing to do', async () => {
    expect(await up()).toMatchObject({ changed: [], failures: [] })
  })

  it('gives up the address when the inventory no longer has it', async () => {
    const without = ['-l', 'load_balancers', '-e', 'load_balancer_virtual_address=']
    const { changed, failures } = await up(...without)
    expect(failures).toEqual([])
    expect(changed).toContain('lb1: virtual_address : Stop keepalived, which gives up the address')
    expect(await holders()).toEqual([])
    expect((await up(...without)).changed).toEqual([])
    await visits(site().address('lb1'), 2)
  })
}

/** Something, once the host does its part again. */
async function isBack(site: Site, address: string, host: string): Promise<true | undefined> {
  if (site.hosts('load_balancers').includes(host)) {
    await visits(site.address(host), 1)
    return (await site.on(host, 'systemctl is-active keepalived')) === 'active' || undefined
  }
  if (site.hosts('web').includes(host)) return (await visit(address)).web === host || undefined
  if (!site.hosts('database').includes(host)) return true
  const id = await writeNote(address, `back again: ${host}`)
  await eventually(async () => {
    const query = `SELECT text FROM app.notes WHERE id = ${id}`
    return (await site.on(host, `mariadb -N -e "${query}"`)) || undefined
  })
  return (await visit(address)).from === site.address(host) || undefined
}
