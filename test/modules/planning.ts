import { spawnSync } from 'node:child_process'
import type { ObservationKind, Observer } from '../../src/host/observation.ts'
import { ModuleFailure, type StateModule, type TaskContext } from '../../src/modules/module.ts'
import { Secret } from '../../src/shell/secret.ts'
import type { ArgsOf, OptionSchema } from '../../src/source/schema.ts'
import { NO_VAULT } from '../../src/source/vault.ts'

/** Options as a module gets them: aliases resolved, defaults filled in, secrets wrapped. No validation. */
export function argsFor<S extends OptionSchema>(
  module: { readonly options: S },
  raw: Readonly<Record<string, unknown>>,
): ArgsOf<S> {
  const args: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(module.options)) {
    const given = [name, ...(option.aliases ?? [])].find((key) => key in raw)
    const value = given === undefined ? option.default : raw[given]
    if (value !== undefined) args[name] = option.secret === true ? new Secret(String(value)) : value
  }
  return args as ArgsOf<S>
}

/** A task that has nothing but variables. */
export function taskWith(variables: Readonly<Record<string, unknown>> = {}): TaskContext {
  const refuse = () => {
    throw new Error('this task has no files')
  }
  return {
    readFile: refuse,
    vault: NO_VAULT,
    readTree: refuse,
    renderTemplate: refuse,
    variable: (name) => variables[name],
    environment: {},
  }
}

/** A host on which each kind of observation has one answer, whatever the key. */
export function hostWhere(answers: ReadonlyMap<unknown, unknown>): Observer {
  return {
    observe<K, V>(kind: ObservationKind<K, V>): Promise<V> {
      if (!answers.has(kind)) throw new Error(`nothing is known about ${kind.name}`)
      return Promise.resolve(answers.get(kind) as V)
    },
  }
}

/** Commands that a plan would run, or its refusal as `failed: …`. */
export function commandsOf<S extends OptionSchema, State>(
  module: StateModule<S, State>,
  args: ArgsOf<S>,
  state: State,
): string[] {
  try {
    return module.plan(args, state).steps.map((step) => step.request.command.text)
  } catch (error) {
    if (error instanceof ModuleFailure) return [`failed: ${error.message}`]
    throw error
  }
}

/** What `sh -n` says about a script; empty when it is sound. */
export function syntaxFault(text: string): string {
  return spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' }).stderr
}
