/**
 * Text of a value as Ansible makes it where an option wants a string: Python's `str()`, so `true` is
 * `True`, and a list or mapping is written as Python would.
 */
export function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : repr(value)
}

function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return reprText(value)
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`
  if (isMapping(value)) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${repr(key)}: ${repr(item)}`)
      .join(', ')}}`
  }
  return String(value)
}

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`)
  return `${quote}${escaped}${quote}`
}

/** A plain mapping, not a list, nor an instance of some class. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
