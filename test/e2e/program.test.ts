import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { stack, startStack } from '../tools/program.ts'
import { ROOT } from '../tools/sourceFiles.ts'

const directory = mkdtempSync(join(tmpdir(), 'stack-program-'))
afterAll(() => rmSync(directory, { recursive: true }))

function playbook(name: string, text: string): string {
  writeFileSync(join(directory, name), text)
  return name
}

const local = ['-i', 'localhost,', '-e', 'ansible_connection=local']

describe('exit codes', () => {
  const ok = '- hosts: all\n  gather_facts: false\n  tasks:\n    - ansible.builtin.debug: {msg: hello}\n'
  const CASES: readonly {
    readonly name: string
    readonly args: readonly string[]
    readonly book?: string
    readonly code: number
    readonly stderr?: string
  }[] = [
    { name: 'the version', args: ['--version'], code: 0 },
    { name: 'the help', args: ['--help'], code: 0 },
    { name: 'the help of a command', args: ['up', '--help'], code: 0 },
    { name: 'an unknown command', args: ['upp'], code: 5, stderr: 'did you mean stack up?' },
    { name: 'an unknown flag', args: ['up', '--chek'], code: 5, stderr: 'did you mean --check?' },
    { name: 'no inventory', args: ['up'], code: 5, stderr: 'stack up --inventory hosts.yaml' },
    { name: 'a missing inventory', args: ['up', '-i', 'nosuch.yaml'], code: 1, stderr: 'nosuch.yaml' },
    { name: 'no terminal to ask on', args: ['up', '-i', 'x,', '-K'], code: 5, stderr: 'no terminal' },
    { name: 'a missing password file', args: ['up', '-i', 'x,', '--become-password-file', 'no'], code: 1 },
    { name: 'an unknown module', args: ['docs', 'pinng'], code: 4, stderr: "did you mean 'ping'?" },
    { name: 'a run', args: ['run', ...local, 'ok.yml'], book: ok, code: 0 },
    { name: 'a syntax check', args: ['run', ...local, '--syntax-check', 'ok.yml'], book: ok, code: 0 },
    {
      name: 'a failed task',
      args: ['run', ...local, 'ok.yml'],
      book: ok.replace('debug', 'fail'),
      code: 2,
      stderr: 'localhost failed at task',
    },
    {
      name: 'an unreachable host',
      args: ['run', '-i', 'nosuch.invalid,', 'ok.yml'],
      book: ok.replace('debug: {msg: hello}', 'ping:'),
      code: 4,
      stderr: 'nosuch.invalid could not be reached',
    },
    {
      name: 'a playbook that does not parse',
      args: ['run', ...local, 'ok.yml'],
      book: '- hosts: [\n',
      code: 4,
      stderr: ' --> ok.yml:',
    },
  ]

  it.each(CASES)('$code for $name', ({ args, book, code, stderr }) => {
    if (book !== undefined) playbook('ok.yml', book)
    const ended = stack(args, { cwd: directory })
    expect(`${ended.status} ${ended.stderr}`).toMatch(new RegExp(`^${code} `))
    if (stderr !== undefined) expect(ended.stderr).toContain(stderr)
  })
})

describe('output', () => {
  it('is quiet when nobody reads on', () => {
    const command = `"${process.execPath}" "${ROOT}dist/main.js" docs | head -n 1`
    const ended = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
    expect(ended.stdout.split('\n')).toHaveLength(2)
    expect(ended.stderr).not.toContain('bug')
  })

  it('arrives whole where it is read slowly', () => {
    const command = `"${process.execPath}" "${ROOT}dist/main.js" inventory -i 'h[1:20000],' --list`
    const slowly = spawnSync('sh', ['-c', `${command} | (sleep 3; tail -c 3)`], { encoding: 'utf8' })
    expect(slowly.stdout).toBe('\n}\n')
  })

  it('is one JSON object a line with --output json, errors included', () => {
    playbook('json.yml', '- hosts: all\n  gather_facts: false\n  tasks:\n    - debug: {msg: é}\n')
    const good = stack(['run', ...local, '--output', 'json', 'json.yml'], { cwd: directory })
    const events = good.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(events.at(0)).toMatchObject({ kind: 'run-start', playbooks: ['json.yml'] })
    expect(events.at(-1)).toMatchObject({ kind: 'run-end', exitCode: 0, recap: { localhost: { ok: 1 } } })
    const bad = stack(['run', '-i', 'nosuch.yaml', '--output', 'json', 'json.yml'], { cwd: directory })
    expect(JSON.parse(bad.stdout)).toMatchObject({ kind: 'error', error: { code: 'file' } })
  })
})

describe('an interrupted run', () => {
  it('stops what it started and exits with 99', async () => {
    const mark = `86399.${process.pid}`
    playbook(
      'sleep.yml',
      `- hosts: all\n  gather_facts: false\n  tasks:\n    - command: sleep ${mark}\n    - debug: {msg: later}\n`,
    )
    const running = () => spawnSync('pgrep', ['-f', `sleep ${mark}`]).status === 0
    const child = startStack(['run', ...local, 'sleep.yml'], directory)
    let stdout = ''
    child.stdout.on('data', (data) => {
      stdout += String(data)
    })
    const ended = once(child, 'exit')
    for (let waited = 0; !running() && waited < 200; waited++) await sleep(50)
    expect(running()).toBe(true)
    child.kill('SIGINT')
    expect(await ended).toEqual([99, null])
    expect(running()).toBe(false)
    expect(stdout).not.toContain('later')
  })
})
