import type { ItemResult, TaskResult } from '../engine/events.ts'
import type { Diff } from '../modules/module.ts'
import { str } from '../template/python/text.ts'
import type { Paint } from './colour.ts'
import { renderDiff } from './diff.ts'
import { sanitize } from './sanitize.ts'
import { type Shown, shortName, shownResult, showsResult } from './shownResult.ts'

export interface ResultView {
  readonly verbosity: number
  readonly showDiff: boolean
  readonly paint: Paint
}

/** What one host's result of one task prints, line by line in Ansible's form, and the warnings it carries. */
export function resultLines(
  result: TaskResult,
  view: ResultView,
): { readonly lines: readonly string[]; readonly warnings: readonly string[] } {
  const { items } = result
  const own = items === undefined ? ownLines(result, view) : loopLines(result, items, view)
  const ignored = result.ignored ? [view.paint('skipped', '...ignoring')] : []
  return { lines: [...own, ...ignored], warnings: result.noLog ? [] : warningsOf(result) }
}

function ownLines(result: TaskResult, view: ResultView): string[] {
  const { paint } = view
  const host = hostLabel(result)
  if (result.mayChangeAfter !== undefined) return [mayChange(result, host, paint)]
  const shown = shownOf(result, view)
  switch (result.status) {
    case 'failed':
      return [paint('failed', `fatal: [${host}]: FAILED! => ${shownResult(shown)}`)]
    case 'unreachable':
      return [paint('unreachable', `fatal: [${host}]: UNREACHABLE! => ${shownResult(shown)}`)]
    case 'skipped':
      return [paint('skipped', `skipping: [${sanitize(result.host)}]${suffix(shown)}`)]
    default:
      if (isInclude(result)) return []
      return [
        ...diffLines(result.status, result.diffs, view),
        paint(result.status, `${result.status}: [${host}]${suffix(shown)}`),
      ]
  }
}

function loopLines(result: TaskResult, items: readonly ItemResult[], view: ResultView): string[] {
  const { paint } = view
  const host = hostLabel(result)
  const each = isInclude(result) ? [] : items.flatMap((item) => itemLines(result, item, view))
  if (result.mayChangeAfter !== undefined) return [...each, mayChange(result, host, paint)]
  const whole = shownOf(result, view)
  if (result.status === 'skipped') {
    return [...each, paint('skipped', `skipping: [${sanitize(result.host)}]${suffix(whole)}`)]
  }
  const failed = result.status === 'failed' || result.status === 'unreachable'
  const asWhole = result.noLog || result.status === 'unreachable' || (failed && items.length === 0)
  return asWhole ? [...each, ...ownLines(result, view)] : each
}

function itemLines(result: TaskResult, item: ItemResult, view: ResultView): string[] {
  const host = hostLabel({ host: result.host, delegatedTo: item.delegatedTo })
  const label = result.noLog ? 'None' : sanitize(str(item.label))
  const shown: Shown = { ...shownOf(result, view), status: item.status, values: item.result }
  switch (item.status) {
    case 'failed':
    case 'unreachable':
      return [view.paint('failed', `failed: [${host}] (item=${label}) => ${shownResult(shown)}`)]
    case 'skipped':
      return [
        // The blank at the end is Ansible's.
        view.paint('skipped', `skipping: [${sanitize(result.host)}] => (item=${label}) ${suffix(shown)}`),
      ]
    default:
      return [
        ...diffLines(item.status, item.diffs, view),
        view.paint(item.status, `${item.status}: [${host}] => (item=${label})${suffix(shown)}`),
      ]
  }
}

function shownOf(result: TaskResult, view: ResultView): Shown {
  const { task, status, noLog } = result
  return { task, status, values: result.result, noLog, verbosity: view.verbosity }
}

function suffix(shown: Shown): string {
  return showsResult(shown) ? ` => ${shownResult(shown)}` : ''
}

function diffLines(status: string, diffs: readonly Diff[], view: ResultView): string[] {
  if (!view.showDiff || status !== 'changed') return []
  return diffs.map((diff) => renderDiff(diff, view.paint)).filter((text) => text !== '')
}

function mayChange(result: TaskResult, host: string, paint: Paint): string {
  return paint('changed', `may change: [${host}] => after TASK [${sanitize(result.mayChangeAfter ?? '')}]`)
}

/** The host, and for which other host it worked, as in `web1 -> db1`. */
function hostLabel({ host, delegatedTo }: Pick<TaskResult, 'host' | 'delegatedTo'>): string {
  return sanitize(delegatedTo === undefined || delegatedTo === host ? host : `${host} -> ${delegatedTo}`)
}

function warningsOf({ result }: TaskResult): string[] {
  return Array.isArray(result.warnings) ? result.warnings.map(str) : []
}

/** An include says what it brought in a line of its own for all hosts. */
function isInclude({ task }: TaskResult): boolean {
  return ['include_tasks', 'include_role', 'include'].includes(shortName(task.action))
}
