import { StackError } from '../errors.ts'
import { type Diff, ModuleFailure, type Values } from '../modules/module.ts'
import { Pending } from '../vars/pending.ts'
import type { ResultStatus } from './events.ts'

/** What one task, or one item of its loop, came to on one host. */
export interface ItemOutcome {
  readonly status: ResultStatus
  /** As `register` sees it: the module's values with changed, failed, skipped. */
  readonly values: Values
  readonly diffs: readonly Diff[]
  readonly steps: readonly string[]
  readonly error: StackError | undefined
  readonly mayChangeAfter: string | undefined
  /** True when the host may differ from what was observed before. */
  readonly touched: boolean
}

export function skippedOutcome(condition: string, reason = 'Conditional result was False'): ItemOutcome {
  return outcome('skipped', {
    changed: false,
    skipped: true,
    skip_reason: reason,
    false_condition: condition,
  })
}

/** @throws Pending: what is still owed is no failure */
export function failedOutcome(error: unknown): ItemOutcome {
  if (error instanceof Pending) throw error
  if (error instanceof ModuleFailure) {
    const refused = new StackError('task', error.message, { hint: error.hint })
    return outcome(
      'failed',
      { changed: false, failed: true, msg: error.message, ...error.values },
      { error: refused },
    )
  }
  const known = error instanceof StackError ? error : undefined
  const message = error instanceof Error ? error.message : String(error)
  const unreachable = known !== undefined && isUnreachable(known)
  const values = unreachable
    ? { changed: false, unreachable: true, msg: message }
    : { changed: false, failed: true, msg: message }
  return {
    ...outcome(unreachable ? 'unreachable' : 'failed', values),
    error: known ?? new StackError('task', message, { cause: error }),
  }
}

export function outcome(status: ResultStatus, values: Values, rest: Partial<ItemOutcome> = {}): ItemOutcome {
  return {
    status,
    values,
    diffs: [],
    steps: [],
    error: undefined,
    mayChangeAfter: undefined,
    touched: false,
    ...rest,
  }
}

/** Whether the host is lost, rather than the task. */
export function isUnreachable(error: StackError): boolean {
  return ['unreachable', 'auth', 'hostkey', 'disconnected', 'locked'].includes(error.code)
}

/** The registered value of a loop, as Ansible makes it from its items' results. */
export function loopValues(items: readonly ItemOutcome[]): Values {
  const changed = items.some((item) => item.values['changed'] === true)
  const failed = items.some((item) => item.status === 'failed')
  const skipped = items.length > 0 && items.every((item) => item.status === 'skipped')
  const msg = failed ? 'One or more items failed' : skipped ? 'All items skipped' : 'All items completed'
  return {
    results: items.map((item) => item.values),
    changed,
    ...(failed ? { failed: true } : {}),
    ...(skipped ? { skipped: true } : {}),
    msg,
  }
}

/** Status of a loop as a whole. */
export function loopStatus(items: readonly ItemOutcome[]): ResultStatus {
  if (items.some((item) => item.status === 'unreachable')) return 'unreachable'
  if (items.some((item) => item.status === 'failed')) return 'failed'
  if (items.every((item) => item.status === 'skipped')) return 'skipped'
  return items.some((item) => item.status === 'changed') ? 'changed' : 'ok'
}
