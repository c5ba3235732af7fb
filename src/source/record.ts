/** Whether a value is a mapping whose keys are all text (with other keys the YAML reader makes a Map). */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** What a value is called in a message to people: `a list`, `a mapping`, `text`, `a number` … */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Map) return 'a mapping with keys that are not text'
  if (isRecord(value)) return 'a mapping'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'a boolean'
  return typeof value === 'number' || typeof value === 'bigint' ? 'a number' : 'a tagged value'
}
