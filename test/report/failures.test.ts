import { describe, expect, it } from 'vitest'
import { StackError } from '../../src/errors.ts'
import { failureReporter } from '../../src/report/failures.ts'
import { counts, item, result, runEnd, task } from './events.ts'
import { recording } from './recording.ts'

const install = task('web : install nginx')
const broken = { msg: 'non-zero return code', cmd: ['nginx', '-t'], rc: 1, stderr: 'a\nb', stdout: '' }

describe('what stopped the hosts', () => {
  it('is told once for all hosts that it stopped', () => {
    const terminal = recording()
    const reporter = failureReporter(terminal)
    const error = new StackError('task', 'x', { hint: 'look at the configuration' })
    reporter.hear(result('web1', install, 'failed', broken, { error }))
    reporter.hear(result('web2', install, 'failed', broken, { error }))
    reporter.hear(runEnd({ web1: counts({ failed: 1 }), web2: counts({ failed: 1 }) }, 2))
    expect(terminal.stdout()).toBe('')
    expect(terminal.stderr()).toBe(`error: web1, web2 failed at task [web : install nginx]
 --> site.yml:3:7
 message: non-zero return code
 command: nginx -t
 exit code: 1
 stderr:
   a
   b
 hint: look at the configuration

`)
  })

  it('leaves out what was ignored or rescued', () => {
    const terminal = recording()
    const reporter = failureReporter(terminal)
    reporter.hear(result('web1', task('ignored'), 'failed', broken, { ignored: true }))
    reporter.hear(result('web1', task('rescued'), 'failed', broken))
    reporter.hear(result('web1', task('fatal'), 'failed', broken))
    reporter.hear(result('web2', task('rescued'), 'failed', broken))
    reporter.hear(runEnd({ web1: counts({ failed: 1, rescued: 1 }), web2: counts({ rescued: 1 }) }, 2))
    expect(terminal.stderr().match(/at task \[.*\]/g)).toEqual(['at task [fatal]'])
  })

  it('names the items that failed, and keeps what no_log hides', () => {
    const terminal = recording()
    const reporter = failureReporter(terminal)
    const items = [item('a', 'ok'), item({ name: 'b' }, 'failed', { msg: 'no' })]
    reporter.hear(result('web1', install, 'failed', { msg: 'One or more items failed' }, { items }))
    reporter.hear(result('web2', install, 'failed', { msg: 'hunter2' }, { noLog: true }))
    reporter.hear(runEnd({ web1: counts({ failed: 1 }), web2: counts({ failed: 1 }) }, 2))
    expect(terminal.stderr()).toContain(" item: {'name': 'b'}\n message: no\n")
    expect(terminal.stderr()).not.toContain('hunter2')
  })
})
