import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { openLocal } from '../../src/host/local.ts'
import { LinkSession } from '../../src/host/session.ts'
import { script, sh } from '../../src/shell/command.ts'

const sessions: LinkSession[] = []

function session(): LinkSession {
  const opened = new LinkSession('here', openLocal(), () => {})
  sessions.push(opened)
  return opened
}

afterEach(async () => {
  for (const open of sessions.splice(0)) await open.close()
})

/** A zombie that nobody has reaped yet does not run any more. */
function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

test('a timeout ends the whole tree, and the shell can be used again', async () => {
  const shell = await session().shell()
  const [reply, next] = await shell.send([
    { command: script('sleep 60 & echo $!; sh -c "sleep 61; :" ; echo not reached'), timeoutMs: 200 },
    { command: sh`echo next` },
  ])
  expect(reply?.exit).toEqual({ kind: 'timeout', afterMs: 200 })
  expect(isRunning(Number(reply?.stdout.toString().trim()))).toBe(false)
  expect(reply?.stderr.toString()).not.toContain('still running')
  expect(next?.stdout.toString()).toBe('next\n')
})

test('what ignores TERM is killed after a grace', async () => {
  const shell = await session().shell()
  const [reply] = await shell.send([
    { command: script(`sh -c 'trap "" TERM; echo $$; while :; do sleep 0.2; done'`), timeoutMs: 300 },
  ])
  expect(reply?.exit.kind).toBe('timeout')
  expect(isRunning(Number(reply?.stdout.toString().trim()))).toBe(false)
})

test('an abort ends the running request and does not run the rest', async () => {
  const stop = new AbortController()
  const shell = await session().shell()
  const marker = `/tmp/stack-abort-${process.pid}`
  setTimeout(() => stop.abort(), 200)
  const replies = await shell.send(
    [{ command: sh`echo started; sleep 60` }, { command: sh`echo bad >${marker}` }],
    { signal: stop.signal },
  )
  expect(replies.map((reply) => reply.exit.kind)).toEqual(['aborted', 'aborted'])
  expect(replies[0]?.stdout.toString()).toBe('started\n')
  const [after] = await shell.send([{ command: sh`test -e ${marker}` }])
  expect(after?.exit).toEqual({ kind: 'code', code: 1 })
})

test('already aborted: nothing is sent', async () => {
  const on = session()
  const replies = await (await on.shell()).send([{ command: sh`true` }], { signal: AbortSignal.abort() })
  expect(replies[0]?.exit).toEqual({ kind: 'aborted' })
  expect(on.roundTrips).toBe(0)
})

test('a loop that is killed says so, and the next message gets a new one', async () => {
  const shell = await session().shell()
  const [reply] = await shell.send([{ command: script('kill -KILL $$; sleep 5') }])
  expect(reply?.exit).toEqual({ kind: 'signal', signal: 'SIGKILL' })
  const [next] = await shell.send([{ command: sh`echo on` }])
  expect(next?.stdout.toString()).toBe('on\n')
})

test('after close, replies say disconnected', async () => {
  const on = session()
  const shell = await on.shell()
  await on.close()
  const replies = await shell.send([{ command: sh`true` }, { command: sh`true` }])
  expect(replies.map((reply) => reply.exit.kind)).toEqual(['disconnected', 'disconnected'])
})
