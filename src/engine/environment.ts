import { dirname, isAbsolute, join } from 'node:path'
import type { Vault } from '../source/vault.ts'
import { readOpened } from '../source/vaultFile.ts'
import { ansibleEnvironment } from '../template/ansible.ts'
import type { Context, Environment } from '../template/environment.ts'
import { findLookup } from '../vars/lookups/registry.ts'
import type { Templar } from '../vars/templar.ts'
import { lookupContext } from './loopLookup.ts'

/** Templates of a run: Ansible's filters, tests and functions, with lookups that see the variables of their user. */
export function runEnvironment(templar: () => Templar, vault: Vault): Environment {
  const seenBy = (context: Context) =>
    lookupContext({ lookup: (name) => context.resolve(name) }, templar(), vault)
  return ansibleEnvironment({
    lookups: (name, terms, options, context) => lookUp(name, terms, options, seenBy(context)),
    now: () => new Date(),
    baseDir: process.cwd(),
    loadTemplate: (name, from) => {
      const file = isAbsolute(name) ? name : join(dirname(from), name)
      try {
        return { source: readOpened(file, vault), file }
      } catch {
        return undefined
      }
    },
  })
}

/** `errors=ignore` and `errors=warn` turn a failed lookup into nothing. */
function lookUp(
  name: string,
  terms: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
  context: ReturnType<typeof lookupContext>,
): unknown {
  const { errors = 'strict', ...own } = options
  try {
    return findLookup(name)(terms, own, context)
  } catch (error) {
    if (errors === 'strict' || !(error instanceof Error)) throw error
    return []
  }
}
