import type { SyntaxOptions } from './syntax/options.ts'
import type { Place } from './syntax/place.ts'

/** What a first line `#jinja2: name: value, …` changes, as in Ansible's template module. */
export interface Header {
  readonly options: Partial<SyntaxOptions> & {
    readonly keepTrailingNewline?: boolean
    readonly newline?: string
  }
  /** Length of the line, its newline included. */
  readonly length: number
}

const MARK = '#jinja2:'

/** Reads the header, if the template has one. Throws `syntax` for a setting that does not exist. */
export function readHeader(place: Place): Header | undefined {
  const { source } = place
  if (!source.startsWith(MARK)) return undefined
  const end = source.indexOf('\n')
  const line = end < 0 ? source.slice(MARK.length) : source.slice(MARK.length, end)
  const options: Record<string, string | boolean> = {}
  for (const part of line.split(',')) {
    const colon = part.indexOf(':')
    const name = part.slice(0, colon < 0 ? undefined : colon).trim()
    const key = NAMES[name]
    if (colon < 0 || key === undefined) {
      throw place.error(0, `the '#jinja2:' line has no setting '${name}'`, {
        hint: `it takes ${Object.keys(NAMES).join(', ')}`,
      })
    }
    options[key] = literal(part.slice(colon + 1).trim(), place)
  }
  return { options, length: end < 0 ? source.length : end + 1 }
}

const NAMES: Readonly<Record<string, string>> = {
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
  newline_sequence: 'newline',
}

function literal(text: string, place: Place): string | boolean {
  if (/^(True|true)$/.test(text)) return true
  if (/^(False|false)$/.test(text)) return false
  const match = /^(["'])(.*)\1$/.exec(text)
  if (match === null)
    throw place.error(0, `the '#jinja2:' line has a value that is no string or boolean: ${text}`)
  return (match[2] ?? '').replaceAll('\\n', '\n').replaceAll('\\r', '\r')
}
