import { afterEach, expect, test } from 'vitest'
import { openLocal } from '../../src/host/local.ts'
import { LinkSession } from '../../src/host/session.ts'
import { script, sh } from '../../src/shell/command.ts'
import type { Reply, Request } from '../../src/shell/request.ts'
import { Secret } from '../../src/shell/secret.ts'

const sessions: LinkSession[] = []

function session(): LinkSession {
  const opened = new LinkSession('here', openLocal(), () => {})
  sessions.push(opened)
  return opened
}

afterEach(async () => {
  for (const open of sessions.splice(0)) await open.close()
})

async function run(request: Request, on = session()): Promise<Reply> {
  const [reply] = await (await on.shell()).send([request])
  if (reply === undefined) throw new Error('no reply')
  return reply
}

test.each([
  ['text', 'echo hello', 'hello\n'],
  ['no newline at the end', 'printf hello', 'hello'],
  ['nothing', ':', ''],
  [
    'UTF-8, bytes that dash uses for itself too',
    "printf '%s' 'é ā Ё \u0081 漢字 😀'",
    'é ā Ё \u0081 漢字 😀',
  ],
  ['quotes', `printf '%s' "it's"`, "it's"],
  ['its own positional parameters', 'echo "$#"', '0\n'],
  ['none of our variables or functions', 'echo "[$_x$_n$_s]"; command -v _m _q', '[]\n'],
  ['set -e holds', 'set -e; false; echo not reached', ''],
  ['a pipeline', 'echo a b | tr a-z A-Z', 'A B\n'],
  ['a here-document', 'cat <<END\none\ntwo\nEND', 'one\ntwo\n'],
  ['no input to eat', 'cat; echo done', 'done\n'],
  ['the C locale', 'echo $LC_ALL $LANG', 'C C\n'],
])('output: %s', async (_name, text, stdout) => {
  expect((await run({ command: script(text) })).stdout.toString()).toBe(stdout)
})

test.each([
  ['exit 3', 3],
  ['false', 1],
  ['sh -c "kill -TERM \\$\\$"', 143],
  ['no-such-program-here', 127],
  ['if then', 2],
  ['return 4', 4],
  ['exec sh -c "exit 6"', 6],
  ['set -u; echo $undefined_here', 2],
])('%s exits with %d, and the shell goes on', async (text, code) => {
  const on = session()
  const reply = await run({ command: script(text) }, on)
  expect(reply.exit).toEqual({ kind: 'code', code })
  expect((await run({ command: sh`echo on` }, on)).stdout.toString()).toBe('on\n')
})

test('binary output and input come through untouched', async () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256))
  const reply = await run({ command: sh`cat`, stdin: bytes })
  expect(reply.stdout.equals(bytes)).toBe(true)
})

test.each([1, 65_536, 65_537, 10_000_000])('%d bytes of input that nobody reads do no harm', async (size) => {
  const shell = await session().shell()
  const replies = await shell.send([
    { command: sh`true`, stdin: Buffer.alloc(size, 'x') },
    { command: sh`cat`, stdin: 'next' },
  ])
  expect(replies.map((reply) => [reply.exit, reply.stdout.toString()])).toEqual([
    [{ kind: 'code', code: 0 }, ''],
    [{ kind: 'code', code: 0 }, 'next'],
  ])
})

test('200 requests go in one message, and their streams are kept apart', async () => {
  const on = session()
  const requests = Array.from({ length: 200 }, (_, index) => ({
    command: sh`echo ${`out ${index}`}; echo ${`err ${index}`} >&2; exit ${index % 7}`,
  }))
  const replies = await (await on.shell()).send(requests)
  for (const [index, reply] of replies.entries()) {
    expect(reply.stdout.toString()).toBe(`out ${index}\n`)
    expect(reply.stderr.toString()).toBe(`err ${index}\n`)
    expect(reply.exit).toEqual({ kind: 'code', code: index % 7 })
  }
  expect(on.roundTrips).toBe(1)
})

test('stopOnFailure skips what follows, its input too', async () => {
  const shell = await session().shell()
  const replies = await shell.send(
    [
      { command: sh`true` },
      { command: sh`exit 9` },
      { command: sh`cat`, stdin: 'x'.repeat(100_000) },
      { command: sh`echo no` },
    ],
    { stopOnFailure: true },
  )
  expect(replies.map((reply) => reply.exit)).toEqual([
    { kind: 'code', code: 0 },
    { kind: 'code', code: 9 },
    { kind: 'skipped' },
    { kind: 'skipped' },
  ])
  const [after] = await shell.send([{ command: sh`echo fine` }])
  expect(after?.stdout.toString()).toBe('fine\n')
})

test('environment, directory and umask belong to one request; secrets are not on a command line', async () => {
  const on = session()
  const reply = await run(
    {
      command: script('pwd; umask; printf %s "$TOKEN"; echo; tr "\\0" " " </proc/$$/cmdline'),
      env: { TOKEN: new Secret("it's $ecret") },
      cwd: '/tmp',
      umask: '077',
    },
    on,
  )
  const [directory, umask, token, commandLine] = reply.stdout.toString().split('\n')
  expect([directory, umask, token]).toEqual(['/tmp', '0077', "it's $ecret"])
  expect(commandLine).not.toContain('ecret')
  const after = await run({ command: script('echo "[$TOKEN]"; pwd') }, on)
  expect(after.stdout.toString()).not.toContain('/tmp\n')
  expect(after.stdout.toString()).toContain('[]')
})

test('a directory that cannot be entered keeps the command from running', async () => {
  const reply = await run({ command: sh`echo ran`, cwd: '/no/such' })
  expect(reply.exit.kind === 'code' && reply.exit.code).not.toBe(0)
  expect(reply.stdout.toString()).toBe('')
})

test.each(['a=b', '1A', 'x y', ''])('%j is refused as the name of a variable', async (name) => {
  await expect(run({ command: sh`true`, env: { [name]: 'x' } })).rejects.toMatchObject({ code: 'task' })
})

test('live output is decoded over chunk bounds', async () => {
  const heard: string[] = []
  const shell = await session().shell()
  await shell.send([{ command: script("printf '\\303'; sleep 0.1; printf '\\251\\n'") }], {
    onOutput: (stream, text) => heard.push(`${stream} ${text}`),
  })
  expect(heard).toEqual(['stdout é\n'])
})

test('messages of one shell queue', async () => {
  const shell = await session().shell()
  const [first, second] = await Promise.all([
    shell.send([{ command: sh`sleep 0.1; date +%s%N` }]),
    shell.send([{ command: sh`date +%s%N` }]),
  ])
  expect(BigInt(String(first?.[0]?.stdout).trim())).toBeLessThan(BigInt(String(second?.[0]?.stdout).trim()))
})

test('a program cannot forge the end of its output', async () => {
  const reply = await run({ command: script('set; cat /proc/$$/environ; printf "\\0abc 1 0\\0"; echo end') })
  expect(reply.stdout.toString().endsWith('\0abc 1 0\0end\n')).toBe(true)
})
