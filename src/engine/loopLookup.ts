import { join } from 'node:path'
import { StackError } from '../errors.ts'
import type { Vault } from '../source/vault.ts'
import { Undefined } from '../template/scope.ts'
import type { LayeredScope } from '../vars/layeredScope.ts'
import type { LookupContext } from '../vars/lookups/lookup.ts'
import { findLookup } from '../vars/lookups/registry.ts'
import type { RunContext } from './context.ts'
import type { Site } from './taskScope.ts'

/** The items of `with_NAME: terms`. @throws StackError with the loop's position */
export function loopLookup(
  name: string,
  terms: unknown,
  site: Site,
  scope: LayeredScope,
  context: RunContext,
): readonly unknown[] {
  const list = Array.isArray(terms) ? (terms as unknown[]) : [terms]
  try {
    return findLookup(name)(list, {}, lookupContext(scope, context.world.templar, context.vault))
  } catch (error) {
    throw error instanceof StackError ? error.with({ at: site.task.loop?.at }) : error
  }
}

/** A scope as lookup plugins see it. */
export function lookupContext(
  scope: Pick<LayeredScope, 'lookup'>,
  templar: RunContext['world']['templar'],
  vault: Vault,
): LookupContext {
  const variable = (name: string): unknown => {
    const value = scope.lookup(name)
    return value instanceof Undefined ? undefined : value
  }
  return {
    variable,
    vault,
    render: (value) => templar.render(value, scope),
    searchPath: (subdirectory) => {
      const bases = (variable('ansible_search_path') ?? [process.cwd()]) as readonly string[]
      return [...new Set(bases.flatMap((base) => [join(base, subdirectory), base]))]
    },
  }
}
