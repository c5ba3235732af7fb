import { ModuleFailure } from '../module.ts'
import { Identifier, rawSql, type Sql, sql } from './sql.ts'

/** Statements that a session begins with, from the options `sql_log_bin` and `session_vars`. */
export function sessionStatements(args: {
  readonly sql_log_bin: boolean
  readonly session_vars: Readonly<Record<string, unknown>> | undefined
}): Sql[] {
  return [
    ...(args.sql_log_bin ? [] : [sql`SET SESSION sql_log_bin = 0`]),
    ...Object.entries(args.session_vars ?? {}).map(
      ([name, value]) => sql`SET SESSION ${new Identifier(name)} = ${variableValue(value)}`,
    ),
  ]
}

/** A variable's value as a literal: numbers and booleans without quotes. */
export function variableValue(value: unknown): Sql | number | string {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value
  if (typeof value !== 'string')
    throw new ModuleFailure(`a variable cannot be set to ${JSON.stringify(value)}`)
  return /^-?\d+(?:\.\d+)?$/.test(value) ? rawSql(value) : value
}
