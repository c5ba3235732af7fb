import type { TaskResult } from '../engine/events.ts'
import { str } from '../template/python/text.ts'
import { renderDiff } from './diff.ts'
import { type Reporter, reporter, silent } from './reporter.ts'
import { sanitize } from './sanitize.ts'
import { shortName, shownResult } from './shownResult.ts'
import type { Terminal } from './terminal.ts'
import { warningTeller } from './warnings.ts'

/** Prints the results of one task in the form of the `ansible` command: host by host, nothing around them. */
export function adHocReporter(terminal: Terminal, verbosity: number): Reporter {
  const warn = warningTeller(terminal)
  let showDiff = false
  return reporter({
    ...silent,
    'run-start': (event) => {
      showDiff = event.diff
    },
    result: ({ result }) => {
      for (const diff of showDiff && result.status === 'changed' ? result.diffs : [])
        terminal.out(renderDiff(diff, terminal.paint))
      terminal.out(terminal.paint(result.status, resultText(result, verbosity)))
    },
    warning: (event) => warn(event.message, event.at),
  })
}

/** Modules whose output is shown as it came (`C.MODULE_NO_JSON` in ansible-core). */
const AS_TEXT: ReadonlySet<string> = new Set(['command', 'shell', 'raw', 'script'])

function resultText(result: TaskResult, verbosity: number): string {
  const { host, status, task, noLog } = result
  const word = result.mayChangeAfter !== undefined ? 'MAY CHANGE' : WORDS[status]
  const name = sanitize(host)
  if (status === 'skipped') return `${name} | ${word}`
  const values = result.result
  if (AS_TEXT.has(shortName(task.action)) && status !== 'unreachable' && 'rc' in values && !noLog) {
    const text = ['stdout', 'stderr', 'msg'].map((key) => str(values[key] ?? '')).join('')
    return `${name} | ${word} | rc=${str(values['rc'])} >>\n${sanitize(text)}`
  }
  const mark = status === 'failed' || status === 'unreachable' ? '!' : ''
  return `${name} | ${word}${mark} => ${shownResult({ task, status, values, noLog, verbosity }, 4)}`
}

const WORDS: Readonly<Record<TaskResult['status'], string>> = {
  ok: 'SUCCESS',
  changed: 'CHANGED',
  failed: 'FAILED',
  unreachable: 'UNREACHABLE',
  skipped: 'SKIPPED',
}
