import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Become } from '../../src/host/host.ts'
import { openLocal } from '../../src/host/local.ts'
import { LinkSession } from '../../src/host/session.ts'
import { sh } from '../../src/shell/command.ts'
import { Secret } from '../../src/shell/secret.ts'

// A sudo of our own, earlier in the search path: it knows one password and tells who it was to be.
const SUDO = `#!/bin/sh
ask=yes prompt= user=
while [ $# -gt 0 ]; do
  case $1 in
    -n) ask=no; shift ;;
    -p) prompt=$2; shift 2 ;;
    -u) user=$2; shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
echo "We trust you have received the usual lecture." >&2
case $FAKE_SUDO in
  free) ;;
  never) echo "sudo: ops may not run sudo on web1." >&2; exit 1 ;;
  *)
    [ $ask = yes ] || { echo "sudo: a password is required" >&2; exit 1; }
    for try in 1 2 3; do
      printf %s "$prompt" >&2
      IFS= read -r password || { echo "sudo: no password was provided" >&2; exit 1; }
      [ "$password" = 'right one' ] && break
      echo "Sorry, try again." >&2
      [ $try -lt 3 ] || exit 1
    done ;;
esac
SUDO_TO=$user exec "$@"
`

let directory: string
let path: string | undefined
let session: LinkSession

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stack-sudo-'))
  path = process.env['PATH']
})

afterEach(async () => {
  process.env['PATH'] = path
  delete process.env['FAKE_SUDO']
  await session.close()
  rmSync(directory, { recursive: true })
})

function withSudo(kind: string, program = SUDO): void {
  writeFileSync(join(directory, 'sudo'), program)
  chmodSync(join(directory, 'sudo'), 0o755)
  process.env['PATH'] = `${directory}${delimiter}${path}`
  process.env['FAKE_SUDO'] = kind
  session = new LinkSession('web1', openLocal(), () => {})
}

const daemon: Become = { method: 'sudo', user: 'daemon' }

async function whoWorks(become: Become): Promise<string> {
  const [reply] = await (await session.shell(become)).send([{ command: sh`sh -c ${'echo $SUDO_TO'}` }])
  return reply?.stdout.toString().trim() ?? ''
}

test('without a password nothing is waited for', async () => {
  withSudo('free')
  expect(await whoWorks(daemon)).toBe('daemon')
})

test.each(['password', 'free'])('a password is typed only at the prompt (%s)', async (kind) => {
  withSudo(kind)
  expect(await whoWorks({ ...daemon, password: new Secret('right one') })).toBe('daemon')
})

test('a wrong password is said to be wrong', async () => {
  withSudo('password')
  await expect(session.shell({ ...daemon, password: new Secret('wrong') })).rejects.toMatchObject({
    code: 'become',
    message: `sudo refused the password of ${userInfo().username} on web1`,
  })
})

test('a missing password is asked for', async () => {
  withSudo('password')
  await expect(session.shell(daemon)).rejects.toMatchObject({
    code: 'become',
    message: 'sudo on web1 wants a password to work as daemon, and none was given',
    hint: expect.stringContaining('--ask-become-pass'),
  })
})

test.each([undefined, new Secret('right one')])(
  'who may not use sudo is told in its words',
  async (password) => {
    withSudo('never')
    await expect(session.shell({ ...daemon, password })).rejects.toMatchObject({
      code: 'become',
      message: expect.stringContaining('sudo: ops may not run sudo on web1.'),
    })
  },
)

test('where sudo is missing, that is said', async () => {
  withSudo('free')
  // A search path with a shell and nothing else.
  const only = mkdtempSync(join(tmpdir(), 'stack-bare-'))
  for (const program of ['sh', 'dd']) symlinkSync(`/usr/bin/${program}`, join(only, program))
  process.env['PATH'] = only
  await expect(session.shell(daemon)).rejects.toMatchObject({
    code: 'become',
    message: 'there is no sudo on web1',
  })
  rmSync(only, { recursive: true })
})

test('who is that user already needs no sudo', async () => {
  withSudo('never')
  const own = await session.shell({ method: 'sudo', user: userInfo().username })
  const [reply] = await own.send([{ command: sh`echo fine` }])
  expect(reply?.stdout.toString()).toBe('fine\n')
  expect(await session.shell()).toBe(own)
})

test('a failed become can be tried again', async () => {
  withSudo('password')
  await expect(session.shell(daemon)).rejects.toMatchObject({ code: 'become' })
  expect(await whoWorks({ ...daemon, password: new Secret('right one') })).toBe('daemon')
})

test.skipIf(userInfo().uid !== 0)('su as root needs no password', async () => {
  withSudo('free')
  const shell = await session.shell({ method: 'su', user: 'nobody' })
  const [reply] = await shell.send([{ command: sh`id -un` }])
  expect(reply?.stdout.toString()).toBe('nobody\n')
})
