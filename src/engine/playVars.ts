import { StackError } from '../errors.ts'
import type { Values } from '../modules/module.ts'
import { findVarsFile } from '../playbook/playParts.ts'
import type { Vault } from '../source/vault.ts'
import type { Scope } from '../template/scope.ts'
import { ABSENT } from '../vars/bindings.ts'
import { type Layer, recordLayer } from '../vars/layer.ts'
import { loadVarsFile } from '../vars/static.ts'
import type { Templar } from '../vars/templar.ts'
import type { PlayRun } from './stops.ts'

/** A play's `vars_files` and answered prompts. Names of files may hold a host's variables, so they are found on use. */
export class PlayVars {
  readonly #templar: Templar
  readonly #vault: Vault
  readonly #answers: ReadonlyMap<string, Values>
  readonly #files = new Map<string, Values>()
  readonly #paths = new Map<string, string>()

  /** `answers`: what was answered to each play's `vars_prompt`, by play name. */
  constructor(templar: Templar, answers: ReadonlyMap<string, Values>, vault: Vault) {
    this.#templar = templar
    this.#vault = vault
    this.#answers = answers
  }

  /** Highest first: later files win over earlier ones, all of them over the prompts. */
  layers(run: PlayRun, host: string, scope: () => Scope): Layer[] {
    const files = run.play.varsFiles.map((entry): Layer => {
      const values = () => this.#load(run, entry, scope(), host)
      return {
        get: (name) => (Object.hasOwn(values(), name) ? values()[name] : ABSENT),
        names: () => Object.keys(values()),
        templated: true,
      }
    })
    return [...files.reverse(), recordLayer(this.#answers.get(run.play.name) ?? {}, true)]
  }

  /** One entry: a file, or a list of which the first that exists counts. */
  #load(run: PlayRun, entry: unknown, scope: Scope, host: string): Values {
    const choices = Array.isArray(entry) ? (entry as unknown[]) : [entry]
    const names = choices.map((choice) => String(this.#templar.render(choice, scope)))
    const path = this.#find(names, run.play.directory)
    if (path === undefined) {
      throw new StackError('file', `the vars file ${names.join(' or ')} does not exist`, {
        at: run.play.at,
        host,
      })
    }
    const known = this.#files.get(path) ?? loadVarsFile(path, this.#vault)
    this.#files.set(path, known)
    return known
  }

  /** Asked for every variable, so that the disk is searched once for each name. */
  #find(names: readonly string[], directory: string): string | undefined {
    const key = [directory, ...names].join('\n')
    const known = this.#paths.get(key)
    if (known !== undefined) return known
    const path = names.map((name) => findVarsFile(name, directory)).find((found) => found !== undefined)
    if (path !== undefined) this.#paths.set(key, path)
    return path
  }
}
