import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { command } from '../../src/modules/command.ts'
import { raw } from '../../src/modules/raw.ts'
import { script } from '../../src/modules/script.ts'
import { shell } from '../../src/modules/shell.ts'
import { act, argsOf, HereObserver, taskIn } from './apply.ts'

const directory = mkdtempSync(join(tmpdir(), 'stack-command-'))
writeFileSync(join(directory, 'here'), '')

const UNABLE = 'Unable to change directory before execution:'

describe('command', () => {
  const cases: [string, Record<string, unknown>, Record<string, unknown>][] = [
    [
      'words',
      { cmd: 'printf "%s-" a "b c"' },
      { stdout: 'a-b c-', rc: 0, cmd: ['printf', '%s-', 'a', 'b c'] },
    ],
    ['no shell in between', { cmd: 'echo a && echo b; x' }, { stdout: 'a && echo b; x' }],
    ['argv', { argv: ['echo', 'a b', '*'] }, { stdout: 'a b *' }],
    ['variables as Ansible', { cmd: 'echo $NO_SUCH ${HOME}' }, { stdout: `$NO_SUCH ${process.env['HOME']}` }],
    ['home', { cmd: 'echo ~/x' }, { stdout: `${process.env['HOME']}/x` }],
    ['lines', { cmd: 'printf "a\\nb\\n\\n"' }, { stdout: 'a\nb', stdout_lines: ['a', 'b'] }],
    ['no stripping', { cmd: 'echo a', strip_empty_ends: false }, { stdout: 'a\n' }],
    ['stdin', { cmd: 'cat', stdin: 'x' }, { stdout: 'x' }],
    ['chdir', { cmd: 'pwd', chdir: directory }, { stdout: directory }],
    [
      'chdir to nowhere',
      { cmd: 'pwd', chdir: '/no/such' },
      { rc: null, msg: `${UNABLE} [Errno 2] No such file or directory: b'/no/such'` },
    ],
    [
      'chdir to a file',
      { cmd: 'pwd', chdir: `${directory}/here` },
      { rc: null, msg: `${UNABLE} [Errno 20] Not a directory: b'${directory}/here'` },
    ],
    ['failure', { cmd: 'ls /no/such' }, { rc: 2, msg: 'non-zero return code' }],
    [
      'no such program',
      { cmd: 'no-such-program x' },
      { rc: 2, msg: "[Errno 2] No such file or directory: b'no-such-program'" },
    ],
    ['UTF-8', { argv: ['printf', '%s', 'grün'] }, { stdout: 'grün' }],
    [
      'creates',
      { cmd: 'echo a', creates: `${directory}/he*` },
      { rc: 0, stdout: `skipped, since ${directory}/he* exists` },
    ],
    ['creates absent', { cmd: 'echo a', creates: `${directory}/other` }, { stdout: 'a' }],
    [
      'creates below chdir',
      { cmd: 'echo a', creates: 'here', chdir: directory },
      { stdout: 'skipped, since here exists' },
    ],
    [
      'removes',
      { cmd: 'echo a', removes: `${directory}/other` },
      { stdout: `skipped, since ${directory}/other does not exist` },
    ],
  ]
  test.each(cases)('%s', async (_name, raw, values) => {
    const result = await act(command, raw)
    expect(result.values).toMatchObject(values)
    const rc = result.values['rc']
    expect(result.failed ?? false).toBe(rc !== 0)
    expect(result.changed).toBe(
      !String(result.values['stdout']).startsWith('skipped') &&
        !String(result.values['msg']).includes('[Errno'),
    )
  })

  test('says when there is nothing to run, or twice', async () => {
    await expect(act(command, {})).rejects.toThrow('no command given')
    await expect(act(command, { cmd: 'a', argv: ['b'] })).rejects.toThrow('only command or argv')
    await expect(act(command, { cmd: "a 'b" })).rejects.toThrow('not closed')
  })

  test('times are as Python prints them', async () => {
    const { values } = await act(command, { cmd: 'true' })
    expect(values['start']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/)
    expect(values['delta']).toMatch(/^0:00:0\d\.\d{6}$/)
  })

  test('in check mode only creates and removes are looked at', async () => {
    const check = (raw: Record<string, unknown>) =>
      command.check?.(new HereObserver(), argsOf(command, raw), taskIn('.'))
    expect(await check({ cmd: 'touch x' })).toMatchObject({ changed: false, skipped: true })
    expect(await check({ cmd: 'touch x', creates: '/no/such' })).toMatchObject({ changed: true })
    expect(await check({ cmd: 'touch x', creates: '/' })).toMatchObject({ changed: false })
  })
})

describe('shell', () => {
  const cases: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['pipes', { cmd: 'echo a | tr a b; exit 3' }, { stdout: 'b', rc: 3 }],
    ['heredoc', { cmd: "cat <<'X'\n$a\nX" }, { stdout: '$a' }],
    ['bash', { cmd: 'x=(1 2); echo ${x[1]}', executable: '/bin/bash' }, { stdout: '2' }],
    [
      'bash with stdin',
      { cmd: 'read -r line; echo "$line"', executable: '/bin/bash', stdin: 'hello' },
      { stdout: 'hello' },
    ],
    ['syntax error', { cmd: '[ 1 -eq 2' }, { rc: 2 }],
  ]
  test.each(cases)('%s', async (_name, raw, values) => {
    expect((await act(shell, raw)).values).toMatchObject(values)
  })
})

test('raw', async () => {
  expect(await act(raw, { free_form: 'echo $((1 + 1))' })).toMatchObject({
    changed: true,
    values: { stdout: '2\n' },
  })
})

test('script runs a file of the controller with its own interpreter, and leaves nothing behind', async () => {
  writeFileSync(join(directory, 'hello.sh'), '#!/bin/bash\necho "$0" "$@"; exit 4\n')
  const result = await act(script, { cmd: "hello.sh a 'b c'" }, taskIn(directory))
  expect(result).toMatchObject({ changed: true, failed: true, values: { rc: 4 } })
  const [name, ...words] = String(result.values['stdout']).trim().split(' ')
  expect(words).toEqual(['a', 'b', 'c'])
  expect((await act(shell, { cmd: `ls ${name}` })).failed).toBe(true)
})
