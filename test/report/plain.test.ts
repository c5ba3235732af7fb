import { describe, expect, it } from 'vitest'
import { plainReporter } from '../../src/report/plain.ts'
import { counts, result, runEnd, task } from './events.ts'
import { PLAIN_CASES } from './plain.cases.ts'
import { recording } from './recording.ts'

describe('plain output', () => {
  it.each(PLAIN_CASES)('$name', ({ verbosity = 0, events, stdout, stderr = '' }) => {
    const terminal = recording()
    const reporter = plainReporter(terminal, { verbosity })
    for (const event of events) reporter.hear(event)
    expect(terminal.stdout()).toBe(stdout)
    expect(terminal.stderr()).toBe(stderr)
  })

  it('adds the round trips to the recap with -v', () => {
    const terminal = recording()
    plainReporter(terminal, { verbosity: 1 }).hear(runEnd({ web1: counts({ ok: 1 }) }))
    expect(terminal.stdout()).toContain('web1                       : round trips=2\n')
  })

  it('colours as Ansible does', () => {
    const terminal = recording({ colour: true })
    const reporter = plainReporter(terminal, { verbosity: 0 })
    reporter.hear(result('web1', task('t'), 'changed'))
    reporter.hear(runEnd({ web1: counts({ ok: 1, failed: 1 }) }))
    expect(terminal.stdout()).toContain('\u001b[0;33mchanged: [web1]\u001b[0m')
    expect(terminal.stdout()).toContain(
      `\u001b[0;31mweb1\u001b[0m${' '.repeat(22)} : \u001b[0;32mok=1   \u001b[0m`,
    )
  })
})
