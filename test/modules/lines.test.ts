import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { blockinfile } from '../../src/modules/blockinfile.ts'
import { lineinfile } from '../../src/modules/lineinfile.ts'
import { editBlock } from '../../src/modules/lines/block.ts'
import { absentLine, presentLine } from '../../src/modules/lines/line.ts'
import { replace } from '../../src/modules/replace.ts'
import { apply, argsOf, planHere } from './apply.ts'
import { blockinfileCases, lineinfileCases } from './lines.cases.ts'

describe('the edits are those of Ansible', () => {
  test.each(lineinfileCases)('lineinfile %j on %j', (raw, old, text, changed) => {
    const args = argsOf(lineinfile, { path: 'x', ...raw })
    const edit = args.state === 'present' ? presentLine(args, old) : absentLine(args, old)
    expect(edit.text).toBe(text)
    expect(text !== old).toBe(changed)
  })

  test.each(blockinfileCases)('blockinfile %j on %j', (raw, old, text) => {
    expect(editBlock(argsOf(blockinfile, { path: 'x', ...raw }), old).text).toBe(text)
  })
})

let path: string
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'stack-lines-')), 'file')
  writeFileSync(path, 'Port 22\n# grün \xff\n', 'latin1')
})

describe('on a real file', () => {
  test('a line, with bytes that are no text kept', async () => {
    const done = await apply(lineinfile, {
      path,
      regexp: '^#?Port ',
      line: 'Port 2222 ü',
      backup: true,
      mode: '0600',
    })
    expect(done.values).toMatchObject({ msg: expect.stringContaining('line replaced') })
    expect(readFileSync(String(done.values['backup']), 'latin1')).toContain('Port 22\n')
    expect(readFileSync(path)).toEqual(
      Buffer.concat([Buffer.from('Port 2222 ü\n'), Buffer.from('# grün \xff\n', 'latin1')]),
    )
    expect((await apply(lineinfile, { path, regexp: '^#?Port ', line: 'Port 2222 ü' })).changed).toBe(false)
    expect((await apply(lineinfile, { path, regexp: '^#', state: 'absent' })).values).toMatchObject({
      found: 1,
      msg: '1 line(s) removed',
    })
  })

  test('a block, made with its directory', async () => {
    const deep = `${path}.d/deep/conf`
    await apply(blockinfile, { path: deep, block: 'a\nb', create: true, marker: '; {mark}' })
    expect(readFileSync(deep, 'utf8')).toBe('; BEGIN\na\nb\n; END\n')
    await apply(blockinfile, { path: deep, state: 'absent', marker: '; {mark}' })
    expect(readFileSync(deep, 'utf8')).toBe('')
  })

  const replaced: [Record<string, unknown>, string, string, string][] = [
    [{ regexp: '^(\\w+)=1$', replace: '\\1=2' }, 'a=1\nb=1\nc=3\n', 'a=2\nb=2\nc=3\n', '2 replacements made'],
    [{ regexp: 'x', replace: 'y', after: '<', before: '>' }, 'x<x>x', 'x<y>x', '1 replacements made'],
    [
      { regexp: 'x', after: 'nowhere' },
      'x',
      'x',
      'Pattern for before/after params did not match the given file: nowhere(?P<subsection>.*)',
    ],
    [{ regexp: 'z' }, 'x', 'x', ''],
  ]
  test.each(replaced)('replace %j', async (raw, old, text, msg) => {
    writeFileSync(path, old)
    const converges = !('after' in raw)
    expect((await apply(replace, { path, ...raw }, undefined, { converges })).values['msg']).toBe(msg)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  const refused: [string, () => Promise<unknown>][] = [
    ['does not exist !', () => planHere(lineinfile, { path: '/no/such', line: 'x' })],
    ['does not exist !', () => planHere(blockinfile, { path: '/no/such', block: 'x' })],
    ['is a directory !', () => planHere(lineinfile, { path: '/tmp', line: 'x' })],
    ['line is required', () => planHere(lineinfile, { path: '/no/such' })],
    ['not a regular expression', () => planHere(lineinfile, { path, regexp: '(', line: 'x' })],
  ]
  test.each(refused)('%s', async (message, run) => {
    await expect(run()).rejects.toThrow(message)
  })
})
