import type { Counts, TaskResult } from '../engine/events.ts'
import type { Values } from '../modules/module.ts'
import { str } from '../template/python/text.ts'
import type { Paint } from './colour.ts'
import { renderError } from './error.ts'
import { placeLines } from './place.ts'
import { type Hearing, type Reporter, reporter, silent } from './reporter.ts'
import { sanitize } from './sanitize.ts'
import type { Terminal } from './terminal.ts'

/**
 * What stopped each host, told once for people at the end of the run and on standard error: the place in
 * the playbook, the command, how it ended and what it printed. Standard output stays as Ansible's.
 */
export function failureReporter(terminal: Terminal): Reporter {
  const failures: TaskResult[] = []
  const hearing: Hearing = {
    ...silent,
    result: ({ result }) => {
      if (isFailure(result)) failures.push(result)
    },
    error: ({ error }) => terminal.err(`${renderError(error, terminal.paintErr)}\n`),
    'run-end': ({ recap }) => {
      const fatal = failures.filter((failure, index) => isFatal(failure, failures.slice(index + 1), recap))
      for (const group of alike(fatal)) terminal.err(`${failureText(group, terminal.paintErr)}\n`)
    },
  }
  return reporter(hearing)
}

function isFailure({ status, ignored }: TaskResult): boolean {
  return !ignored && (status === 'failed' || status === 'unreachable')
}

/** A host's failures are rescued first and fatal last, so the last ones are those that the recap counts. */
function isFatal(
  failure: TaskResult,
  later: readonly TaskResult[],
  recap: Readonly<Record<string, Counts>>,
): boolean {
  const counts = recap[failure.host]
  if (counts === undefined) return true
  const after = later.filter((other) => other.host === failure.host).length
  return after < counts.failed + counts.unreachable
}

interface FailureGroup {
  readonly hosts: readonly string[]
  readonly failure: TaskResult
}

/** The same failure of the same task on several hosts is told once. */
function alike(failures: readonly TaskResult[]): FailureGroup[] {
  const groups = new Map<string, { hosts: string[]; failure: TaskResult }>()
  for (const failure of failures) {
    const key = JSON.stringify([failure.task.id, detailLines(failure)])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { hosts: [failure.host], failure })
    else group.hosts.push(failure.host)
  }
  return [...groups.values()]
}

function failureText({ hosts, failure }: FailureGroup, paint: Paint): string {
  const { task, status, error } = failure
  const what = status === 'unreachable' ? 'could not be reached' : 'failed'
  const lines = [
    `${paint('failed', 'error:')} ${sanitize(hosts.join(', '))} ${what} at task [${sanitize(task.name)}]`,
    ...placeLines(error?.at ?? task.at, paint),
    ...detailLines(failure),
  ]
  return lines.join('\n')
}

function detailLines(failure: TaskResult): string[] {
  if (failure.noLog) return [' message: hidden, because the task says no_log']
  const items = (failure.items ?? []).filter((item) => item.status === 'failed' && !item.ignored)
  const details =
    failure.items === undefined
      ? valueLines(failure.result)
      : items.flatMap((item) => [` item: ${sanitize(str(item.label))}`, ...valueLines(item.result)])
  const { path, hint } = failure.error ?? {}
  return [
    ...details,
    ...(path === undefined ? [] : [` path: ${sanitize(path)}`]),
    ...(hint === undefined ? [] : [` hint: ${sanitize(hint)}`]),
  ]
}

function valueLines(values: Values): string[] {
  return [
    ...text('message', values.msg ?? values.reason),
    ...text('command', Array.isArray(values.cmd) ? values.cmd.map(str).join(' ') : values.cmd),
    ...text('exit code', values.rc),
    ...text('stdout', values.stdout),
    ...text('stderr', values.stderr),
  ]
}

function text(name: string, value: unknown): string[] {
  if (value === undefined || value === null || value === '') return []
  const lines = sanitize(str(value)).trimEnd().split('\n')
  if (lines.length === 1) return [` ${name}: ${lines[0]}`]
  const last = lines.slice(-LINES)
  const left = lines.length - last.length
  const heading = left === 0 ? ` ${name}:` : ` ${name} (the last ${LINES} of ${lines.length} lines):`
  return [heading, ...last.map((line) => `   ${line}`)]
}

const LINES = 20
