/** Fields whose name in the file is not the option's in title case. */
const FIELDS: Readonly<Record<string, string>> = {
  uris: 'URIs',
  inrelease_path: 'InRelease-Path',
  pdiffs: 'PDiffs',
  name: 'X-Repolib-Name',
}
const OTHERS: ReadonlySet<string> = new Set(['state', 'mode'])

/** The text of a `.sources` file, its fields in alphabetical order of the options. */
export function sourceText(args: Readonly<Record<string, unknown>>): string {
  return Object.entries(args)
    .filter(([name, value]) => value !== undefined && !OTHERS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${FIELDS[name] ?? titled(name)}: ${text(value)}\n`)
    .join('')
}

function titled(name: string): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-')
}

/** A key of many lines stands indented below its field, empty lines as dots. */
function text(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const lines = String(value).trim().split('\n')
  if (lines.length === 1) return lines[0] ?? ''
  return ['', ...lines.map((line) => ` ${line.trim() === '' ? '.' : line}`)].join('\n')
}
