import type { StackError } from '../errors.ts'
import type { Position } from './position.ts'
import type { Vault } from './vault.ts'
import { readYaml, singleYaml, type YamlFile } from './yaml.ts'

/** YAML files read once each, however many roles and imports name them. Their values must not be changed. */
export class YamlFiles {
  readonly #files = new Map<string, YamlFile>()
  readonly #warn: (warning: StackError) => void
  readonly #vault: Vault
  readonly #texts: ReadonlyMap<string, string>

  /** `texts`: what counts as the content of files that are none, by path. */
  constructor(
    warn: (warning: StackError) => void,
    vault: Vault,
    texts: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#texts = texts
    this.#warn = warn
    this.#vault = vault
  }

  /** As `readYaml`; warnings are told the first time. @throws StackError `file`, StackErrors */
  read(path: string, at?: Position): YamlFile {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const text = this.#texts.get(path)
    const file = text === undefined ? readYaml(path, at, this.#vault) : singleYaml(text, path, this.#vault)
    for (const warning of file.warnings) this.#warn(warning)
    this.#files.set(path, file)
    return file
  }
}
