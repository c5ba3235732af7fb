import type { Row } from './results.ts'
import { rawSql, type Sql } from './sql.ts'

/** Types by column name, as the client's --column-type-info names them: LONG, NEWDECIMAL, VAR_STRING … */
export type ColumnTypes = ReadonlyMap<string, string>

/** A query that returns the columns of a SELECT and no row; undefined for other statements. */
export function typeProbe(query: string): Sql | undefined {
  const text = query.trim().replace(/;\s*$/, '')
  if (!/^(?:select|with)\b/i.test(text) || /\binto\b/i.test(text)) return undefined
  return rawSql(`SELECT * FROM (${text}\n) AS stack_types LIMIT 0`)
}

/** Reads what the client prints before each result: a line with the name of a field, later one with its type. */
export function parseTypes(output: string): ColumnTypes {
  const types = new Map<string, string>()
  let name: string | undefined
  for (const line of output.split('\n')) {
    name = /^Field +\d+: +`(.*)`$/.exec(line)?.[1] ?? name
    const type = /^Type: +(\w+)$/.exec(line)?.[1]
    if (type !== undefined && name !== undefined) types.set(name, type)
  }
  return types
}

const WHOLE = new Set(['TINY', 'SHORT', 'LONG', 'LONGLONG', 'INT24', 'YEAR'])
const REAL = new Set(['FLOAT', 'DOUBLE', 'DECIMAL', 'NEWDECIMAL'])

/**
 * A row with numbers as numbers. Without types (statements other than SELECT) what looks like a whole number is
 * taken for one. Numbers that JavaScript can't hold exactly stay texts.
 */
export function typedRow(row: Row, types: ColumnTypes | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value === null ? null : typed(value, types?.get(name), types !== undefined),
    ]),
  )
}

function typed(value: string, type: string | undefined, known: boolean): unknown {
  const whole = known ? type !== undefined && WHOLE.has(type) : /^-?(?:0|[1-9]\d*)$/.test(value)
  if (whole) return Number.isSafeInteger(Number(value)) ? Number(value) : value
  return type !== undefined && REAL.has(type) ? Number(value) : value
}
