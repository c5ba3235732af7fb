/** JSON on one line as Python's `json.dumps` writes it: a blank behind commas and colons, only ASCII. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value === 'object' && value !== null && !('toJSON' in value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    return `{${entries.map(([key, item]) => `${ascii(JSON.stringify(key))}: ${pythonJson(item)}`).join(', ')}}`
  }
  return ascii(JSON.stringify(value) ?? 'null')
}

function ascii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
