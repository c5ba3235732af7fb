import { execFileSync } from 'node:child_process'
import { StackError } from '../../errors.ts'
import type { Lookup } from './lookup.ts'

/** Lookups of variables, the environment and commands of the controller. */
export const valueLookups: Readonly<Record<string, Lookup>> = {
  env: (terms, options) => terms.map((term) => process.env[String(term)] ?? options['default'] ?? ''),
  vars: (terms, options, context) =>
    terms.map((term) => {
      const value = context.variable(String(term)) ?? options['default']
      if (value === undefined)
        throw new StackError('undefined', `no variable named '${String(term)}' was found`)
      return value
    }),
  varnames: (terms, _options, context) => {
    const all = context.variable('vars')
    const names = typeof all === 'object' && all !== null ? Object.keys(all) : []
    return terms.flatMap((term) => names.filter((name) => new RegExp(String(term)).test(name)))
  },
  inventory_hostnames: (terms, _options, context) => {
    const groups = context.variable('groups') as Readonly<Record<string, readonly string[]>>
    return [
      ...new Set(
        terms.flatMap((term) =>
          String(term)
            .split(/[:,]/)
            .flatMap((name) => groups[name] ?? [name]),
        ),
      ),
    ]
  },
  pipe: (terms) => terms.map((term) => command(String(term)).replace(/[\r\n\s]+$/, '')),
  lines: (terms) => terms.flatMap((term) => command(String(term)).replace(/\n$/, '').split('\n')),
}

/** Runs a shell command on the controller, as the user asked for by writing this lookup. */
function command(text: string): string {
  try {
    return execFileSync('/bin/sh', ['-c', text], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    })
  } catch (error) {
    const { status, stderr } = error as { status?: number; stderr?: string }
    throw new StackError(
      'task',
      `the lookup's command '${text}' failed with exit code ${status ?? 'unknown'}: ${(stderr ?? '').trim()}`,
    )
  }
}
