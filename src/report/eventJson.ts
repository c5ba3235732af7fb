import type { RunEvent } from '../engine/events.ts'
import { StackError } from '../errors.ts'
import { entriesOf } from '../template/python/dict.ts'
import { str } from '../template/python/text.ts'

/**
 * One event as one line of JSON: errors become objects with code, message, position, path, host and hint;
 * integers beyond JSON's reach become text; dicts with keys that are no text get them as text.
 */
export function eventJson(event: RunEvent): string {
  return JSON.stringify(event, (_key, value: unknown) => plain(value))
}

/** An error as data, as it stands in the event log and in `--output json`. */
export function errorJson(error: StackError): Readonly<Record<string, unknown>> {
  const { code, message, at, path, host, hint } = error
  return { code, message, at, path, host, hint }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof StackError) return errorJson(value)
  if (value instanceof Map) {
    return Object.fromEntries(
      entriesOf(value as Map<unknown, unknown>).map(([key, item]) => [str(key), item]),
    )
  }
  return value
}
