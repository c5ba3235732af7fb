import { writeJson } from '../template/python/json.ts'
import { str } from '../template/python/text.ts'

/**
 * JSON as Python's json.dumps writes it for Ansible's output: keys sorted, `", "` and `": "` between, or
 * indented by `indent` blanks; characters outside ASCII stay. Never throws: a report must not end a run.
 */
export function pythonJson(value: unknown, indent?: number): string {
  const style = {
    indent: indent === undefined ? undefined : ' '.repeat(indent),
    ensureAscii: false,
    itemSeparator: indent === undefined ? ', ' : ',',
    keySeparator: ': ',
  }
  try {
    return writeJson(value, { ...style, sortKeys: true })
  } catch {
    return unsorted(value, style)
  }
}

/** Keys that cannot be compared with one another (1 and 'a') stay in their order. */
function unsorted(value: unknown, style: Parameters<typeof writeJson>[1]): string {
  try {
    return writeJson(value, style)
  } catch {
    return JSON.stringify(str(value))
  }
}
