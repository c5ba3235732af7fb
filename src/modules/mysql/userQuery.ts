import { ModuleFailure } from '../module.ts'

/** Formatting arguments of a query, by position or by name. */
export type QueryArguments = readonly unknown[] | Readonly<Record<string, unknown>> | undefined

/**
 * Puts arguments into a query as Python's drivers do: `%s` by position, `%(name)s` by name, `%%` for `%`.
 * Without arguments the query is left as it is.
 * @throws ModuleFailure when an argument is missing or left over
 */
export function formatQuery(query: string, values: QueryArguments): string {
  if (values === undefined) return query
  let place = 0
  const text = query.replace(/%(?:\(([^)]*)\))?([%s])/g, (whole, name: string | undefined, kind: string) => {
    if (kind === '%') return '%'
    if (Array.isArray(values) && name === undefined) {
      if (place >= values.length) throw new ModuleFailure(`not enough arguments for the query: ${query}`)
      return literalOf(values[place++])
    }
    if (name === undefined || Array.isArray(values) || !(name in values)) {
      throw new ModuleFailure(`the query has no argument for ${whole}: ${query}`)
    }
    return literalOf((values as Readonly<Record<string, unknown>>)[name])
  })
  if (Array.isArray(values) && place < values.length) {
    throw new ModuleFailure(`not all arguments are used by the query: ${query}`)
  }
  return text
}

/** True when a statement only reads, by its first word. */
export function readsOnly(query: string): boolean {
  return /^\s*(?:select|show)\b/i.test(query) && !/\binto\b|\bfor\s+update\b/i.test(query)
}

const DML = ['INSERT', 'UPDATE', 'DELETE', 'REPLACE']
const DDL = ['CREATE', 'DROP', 'ALTER', 'RENAME', 'TRUNCATE']

/** Whether Ansible's module calls it a change: by the words that it begins with, and rows affected. */
export function changes(query: string, affected: number): boolean {
  const head = query.trimStart().slice(0, 'TRUNCATE'.length).toUpperCase()
  return DDL.some((word) => head.includes(word)) || (affected > 0 && DML.some((word) => head.includes(word)))
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `(${value.map(literalOf).join(',')})`
  return `'${String(value).replace(/[\\'"\0\n\r\x1a]/g, (character) => ESCAPES[character] ?? character)}'`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\x1a': '\\Z',
}
