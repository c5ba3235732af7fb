import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { stack } from '../tools/program.ts'
import { TWO_NAMES } from './compare.ts'

const hasAnsible = spawnSync('ansible', ['--version']).status === 0
const inCi = process.env.CI !== undefined

const directory = mkdtempSync(join(tmpdir(), 'stack-adhoc-'))
afterAll(() => rmSync(directory, { recursive: true }))
writeFileSync(join(directory, 'inventory'), TWO_NAMES)
writeFileSync(join(directory, 'ansible.cfg'), '[defaults]\ninventory = inventory\n')

const CASES: readonly (readonly string[])[] = [
  ['all', '-m', 'ping'],
  ['web1', '-a', 'echo out'],
  ['web', '-m', 'shell', '-a', 'echo out; echo err >&2; exit 3'],
  ['web2', '-m', 'debug', '-a', 'msg="{{ inventory_hostname }} {{ x }}"', '-e', 'x=1'],
  ['web1', '-m', 'debug', '-a', '{"var": "group_names"}'],
  ['web1', '-m', 'fail', '-a', 'msg=no'],
  ['web1', '-m', 'command', '-a', 'touch made', '--check'],
  ['localhost', '-m', 'ansible.builtin.command', '-a', 'echo here'],
]

describe.skipIf(!hasAnsible && !inCi)('stack exec', () => {
  it.each(CASES.map((args) => [args.join(' '), args] as const))('%s: as ansible says it', (_name, args) => {
    const env = { ...process.env, ANSIBLE_NOCOLOR: '1', ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3' }
    const theirs = spawnSync('ansible', args, { cwd: directory, env, encoding: 'utf8' })
    const ours = stack(['exec', ...args], { cwd: directory })
    expect(hosts(ours.stdout)).toEqual(hosts(theirs.stdout))
    expect(ours.status).toBe(theirs.status)
  })
})

/** What was said of each host; hosts answer in any order. */
function hosts(text: string): string[] {
  return text.split(/^(?=\S+ \| )/m).toSorted()
}
