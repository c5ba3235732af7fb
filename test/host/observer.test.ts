import { expect, test } from 'vitest'
import type { Shell } from '../../src/host/host.ts'
import { type ObservationKind, predict } from '../../src/host/observation.ts'
import { HostObserver } from '../../src/host/observer.ts'
import { sh } from '../../src/shell/command.ts'
import type { Exit, Reply, Request } from '../../src/shell/request.ts'

/** A shell that answers each request with its own command text. */
class Echo implements Shell {
  readonly messages: (readonly Request[])[] = []
  exit: Exit = { kind: 'code', code: 0 }

  async send(requests: readonly Request[]): Promise<readonly Reply[]> {
    this.messages.push(requests)
    return requests.map(({ command }) => ({
      exit: this.exit,
      stdout: Buffer.from(command.text),
      stderr: Buffer.alloc(0),
      durationMs: 0,
    }))
  }
}

function kind(name: string, scope: 'host' | 'network' = 'host'): ObservationKind<string, string> {
  return {
    name,
    scope,
    id: (key) => key,
    fetch: (keys) => ({ command: sh`${[name, ...keys]}` }),
    parse: (reply, keys) => keys.map((key) => `${key} of ${reply.stdout.toString().split(' ').length - 1}`),
  }
}

const stat = kind('stat')
const unit = kind('unit')

function observer(): { observer: HostObserver; shell: Echo } {
  const shell = new Echo()
  return { shell, observer: new HostObserver('web1', async () => shell) }
}

test('200 observations of one tick are one message, one request a kind', async () => {
  const { observer: host, shell } = observer()
  const asked = Array.from({ length: 200 }, (_, index) => host.observe(index % 2 ? stat : unit, `${index}`))
  expect((await Promise.all(asked))[3]).toBe('3 of 100')
  expect(shell.messages.map((message) => message.length)).toEqual([2])
  expect(host.batches).toBe(1)
})

test('what is asked a few turns later still gets on board', async () => {
  const { observer: host, shell } = observer()
  const later = async (): Promise<string> => {
    for (let turn = 0; turn < 20; turn++) await null
    return host.observe(stat, 'late')
  }
  await Promise.all([host.observe(stat, 'early'), later()])
  expect(shell.messages.length).toBe(1)
})

test('the same is asked once, and remembered until cleared', async () => {
  const { observer: host, shell } = observer()
  expect(await Promise.all([host.observe(stat, 'a'), host.observe(stat, 'a')])).toEqual(['a of 1', 'a of 1'])
  await host.observe(stat, 'a')
  expect(shell.messages.length).toBe(1)
  host.clear()
  await host.observe(stat, 'a')
  expect(shell.messages.length).toBe(2)
})

test('clearing the network scope leaves the rest', async () => {
  const { observer: host, shell } = observer()
  const replica = kind('replica', 'network')
  await Promise.all([host.observe(stat, 'a'), host.observe(replica, 'b')])
  host.clear({ scope: 'network' })
  await Promise.all([host.observe(stat, 'a'), host.observe(replica, 'b')])
  expect(shell.messages.map((message) => message.map((request) => request.command.text))).toEqual([
    ['stat a', 'replica b'],
    ['replica b'],
  ])
})

test('an answer that cannot be read fails its askers alone, and is not remembered', async () => {
  const { observer: host } = observer()
  let broken = true
  const fragile: ObservationKind<string, string> = {
    ...kind('fragile'),
    parse: (_reply, keys) => {
      if (broken) throw new Error('unreadable')
      return keys.map(() => 'read')
    },
  }
  const results = await Promise.allSettled([
    host.observe(fragile, 'x'),
    host.observe(fragile, 'y'),
    host.observe(stat, 'a'),
  ])
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  broken = false
  expect(await host.observe(fragile, 'x')).toBe('read')
})

test('a broken link is told as such', async () => {
  const { observer: host, shell } = observer()
  shell.exit = { kind: 'disconnected' }
  await expect(host.observe(stat, 'a')).rejects.toMatchObject({ code: 'disconnected', host: 'web1' })
  shell.exit = { kind: 'code', code: 0 }
  expect(await host.observe(stat, 'a')).toBe('a of 1')
})

test('very many keys are spread over several requests of one message', async () => {
  const { observer: host, shell } = observer()
  const long = 'x'.repeat(500)
  const values = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => host.observe(stat, `${long}${index}`)),
  )
  expect(values.at(-1)).toMatch(/x999 of \d+$/)
  expect(shell.messages.length).toBe(1)
  expect(shell.messages[0]?.length).toBeGreaterThan(4)
  expect(shell.messages[0]?.every((request) => request.command.text.length <= 100 * 1024)).toBe(true)
})

test('predictions lie over what is seen', async () => {
  const { observer: host, shell } = observer()
  await host.observe(stat, 'a')
  host.overlay([predict(stat, 'a', 'foretold'), predict(stat, 'b', undefined as never)])
  expect(await host.observe(stat, 'a')).toBe('foretold')
  expect(await host.observe(stat, 'b')).toBeUndefined()
  expect(shell.messages.length).toBe(1)
  host.dropPredictions()
  expect(await host.observe(stat, 'a')).toBe('a of 1')
})
