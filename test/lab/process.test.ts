import { expect, it } from 'vitest'
import { must, run } from '../../src/lab/process.ts'

it('tells how a command ended', async () => {
  expect(await run(['sh', '-c', 'cat; echo oops >&2; exit 3'], { input: 'héllo' })).toEqual({
    code: 3,
    stdout: 'héllo',
    stderr: 'oops\n',
  })
  expect((await run(['sh', '-c', 'kill -9 $$'])).code).toBe(255)
})

it('hands over whole lines of stderr as they come', async () => {
  const lines: string[] = []
  await run(['sh', '-c', 'printf "one\\ntw" >&2; sleep 0.05; printf "o\\nrest" >&2'], {
    onLine: (line) => lines.push(line),
  })
  expect(lines).toEqual(['one', 'two'])
})

it('survives a command that does not read its input', async () => {
  expect((await run(['true'], { input: 'x'.repeat(1_000_000) })).code).toBe(0)
})

it('says what failed and why', async () => {
  await expect(must(['sh', '-c', 'echo no such thing >&2; exit 4'])).rejects.toThrow(
    /exit code 4: no such thing/,
  )
  await expect(run(['no-such-command-here'])).rejects.toThrow('cannot run no-such-command-here')
})
