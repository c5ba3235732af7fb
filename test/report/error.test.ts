import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type ErrorCode, StackError, StackErrors } from '../../src/errors.ts'
import { painter } from '../../src/report/colour.ts'
import { renderError } from '../../src/report/error.ts'
import { tellFault } from '../../src/report/fault.ts'
import { recording } from './recording.ts'

const directory = mkdtempSync(join(tmpdir(), 'stack-error-'))
const file = join(directory, 'site.yml')
writeFileSync(file, '- hosts: web\n  tasks:\n    - ping:\n      notifiy: x\n')
afterAll(() => rmSync(directory, { recursive: true }))

describe('renderError', () => {
  it('shows place, excerpt, path, host and hint', () => {
    const error = new StackError('unknown', "unknown keyword 'notifiy' of a task", {
      at: { file, line: 4, column: 7, endColumn: 14 },
      path: 'play "web" / task "ping"',
      host: 'web1',
      hint: "did you mean 'notify'?",
    })
    expect(renderError(error, painter(false))).toBe(`error: unknown keyword 'notifiy' of a task
 --> ${file}:4:7
3 |     - ping:
4 |       notifiy: x
  |       ^^^^^^^
 path: play "web" / task "ping"
 host: web1
 hint: did you mean 'notify'?`)
  })

  it('does without the excerpt when the file is gone', () => {
    const error = new StackError('syntax', 'no', { at: { file: 'gone', line: 1, column: 1 } })
    expect(renderError(error, painter(false))).toBe('error: no\n --> gone:1:1')
  })
})

describe('tellFault', () => {
  const CODES: readonly (readonly [ErrorCode, number])[] = [
    ['usage', 5],
    ['file', 1],
    ['syntax', 4],
    ['unknown', 4],
    ['unreachable', 4],
    ['task', 2],
    ['interrupted', 99],
  ]
  it.each(CODES)('exits as Ansible after %s', (code, exit) => {
    expect(tellFault(new StackError(code, 'x'), recording(), '1')).toBe(exit)
  })

  it('tells every error', () => {
    const terminal = recording()
    const both = new StackErrors([new StackError('syntax', 'first'), new StackError('unknown', 'second')])
    expect(tellFault(both, terminal, '1')).toBe(4)
    expect(terminal.stderr()).toBe('error: first\n\nerror: second\n\n2 errors; nothing was changed\n')
    expect(terminal.stdout()).toBe('')
  })

  it('owns up to its own faults', () => {
    const terminal = recording()
    expect(tellFault(new TypeError('x is undefined'), terminal, '1.2.3')).toBe(250)
    expect(terminal.stderr()).toMatch(/this is a bug in stack 1\.2\.3.*\nTypeError: x is undefined\n\s+at /)
  })
})
