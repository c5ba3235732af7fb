import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { StackError } from '../errors.ts'
import type { Values } from '../modules/module.ts'
import type { Scope } from '../template/scope.ts'
import { ABSENT } from '../vars/bindings.ts'
import { type Layer, recordLayer } from '../vars/layer.ts'
import { loadVarsFile } from '../vars/static.ts'
import type { Templar } from '../vars/templar.ts'
import type { PlayRun } from './stops.ts'

/** A play's `vars_files` and answered prompts. Names of files may hold a host's variables, so they are found on use. */
export class PlayVars {
  readonly #templar: Templar
  readonly #answers: ReadonlyMap<string, Values>
  readonly #files = new Map<string, Values>()

  /** `answers`: what was answered to each play's `vars_prompt`, by play name. */
  constructor(templar: Templar, answers: ReadonlyMap<string, Values>) {
    this.#templar = templar
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
    const paths = names.map((name) => (isAbsolute(name) ? name : join(run.play.directory, name)))
    const path = paths.find((candidate) => this.#files.has(candidate) || existsSync(candidate))
    if (path === undefined) {
      throw new StackError('file', `the vars file ${names.join(' or ')} does not exist`, {
        at: run.play.at,
        host,
      })
    }
    const known = this.#files.get(path) ?? loadVarsFile(path)
    this.#files.set(path, known)
    return known
  }
}
