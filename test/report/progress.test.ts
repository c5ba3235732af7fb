import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { progressReporter } from '../../src/report/progress.ts'
import { result, task } from './events.ts'
import { recording } from './recording.ts'

describe('slow steps without a terminal', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are told after half a minute, then once a minute', async () => {
    const terminal = recording()
    const reporter = progressReporter(terminal, () => Date.now())
    const install = task('install nginx')
    reporter.hear({ kind: 'host-start', host: 'web1', task: install, step: 'install nginx' })
    reporter.hear({ kind: 'host-start', host: 'web2', task: install, step: 'install nginx' })
    const text = 'Get:1\u001b[1m nginx\r\nGet:2 libc\n\n'
    reporter.hear({ kind: 'output', host: 'web1', task: install, stream: 'stdout', text })
    vi.advanceTimersByTime(10_000)
    reporter.hear(result('web2', install, 'changed'))
    vi.advanceTimersByTime(19_000)
    expect(terminal.stderr()).toBe('')
    vi.advanceTimersByTime(120_000)
    await reporter.close()
    vi.advanceTimersByTime(120_000)
    expect(terminal.stderr()).toBe(
      'web1: still at it after 30 s: install nginx (Get:2 libc)\nweb1: still at it after 90 s: install nginx (Get:2 libc)\n',
    )
    expect(terminal.stdout()).toBe('')
  })
})
