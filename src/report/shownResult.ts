import type { ResultStatus, TaskInfo } from '../engine/events.ts'
import type { Values } from '../modules/module.ts'
import { pythonJson } from './pythonJson.ts'
import { sanitize } from './sanitize.ts'

/** A result, or one item's, with what decides how it is shown. */
export interface Shown {
  readonly task: TaskInfo
  readonly status: ResultStatus
  readonly values: Values
  readonly noLog: boolean
  readonly verbosity: number
}

/** A task's result as JSON in the way Ansible's default output shows it, indented by `wanted` in any case. */
export function shownResult(shown: Shown, wanted?: number): string {
  const values = shown.noLog ? censored(shown.values) : abridged(shown)
  const indent = wanted ?? (isAlwaysVerbose(shown) || shown.verbosity > 2 ? 4 : undefined)
  return sanitize(pythonJson(values, indent))
}

/** Whether a result is shown along with the line that says ok, changed or skipped. */
export function showsResult(shown: Shown): boolean {
  const name = shortName(shown.task.action)
  if (name === 'setup' || name === 'gather_facts') return false
  return shown.verbosity > 0 || isAlwaysVerbose(shown)
}

/** `debug` for `ansible.builtin.debug`. */
export function shortName(action: string): string {
  return action.replace(/^ansible\.(builtin|legacy)\./, '')
}

/** `debug` and `assert` exist to be read. */
function isAlwaysVerbose({ task, status, values, noLog }: Shown): boolean {
  if (noLog) return false
  const name = shortName(task.action)
  const finished = status === 'ok' || status === 'changed'
  return (name === 'debug' && finished) || (name === 'assert' && (finished || 'assertion' in values))
}

function abridged({ task, values, verbosity }: Shown): Values {
  const hidden = new Set(verbosity < 3 ? [...HIDDEN, 'diff', 'invocation'] : HIDDEN)
  const kept = Object.entries(values).filter(([key]) => !hidden.has(key) && !key.startsWith('_ansible_'))
  return Object.fromEntries(shortName(task.action) === 'debug' ? onlyDebug(kept) : kept)
}

type Entries = [string, unknown][]

/** Of a debug task only what it was asked to show. */
function onlyDebug(entries: Entries): Entries {
  if (entries.some(([key]) => key === 'msg')) return entries.filter(([key]) => key === 'msg')
  return entries.filter(([key]) => key !== 'changed' && key !== 'skip_reason')
}

function censored(values: Values): Values {
  const kept = ['attempts', 'changed', 'retries'].filter((key) => key in values)
  return { censored: CENSORED, ...Object.fromEntries(kept.map((key) => [key, values[key]])) }
}

// Told by the word in front of the result, or told on lines of their own.
const HIDDEN = ['failed', 'skipped', 'exception', 'warnings', 'deprecations', 'results', 'false_condition']

const CENSORED =
  "the output has been hidden due to the fact that 'no_log: true' was specified for this result"
