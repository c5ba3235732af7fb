import { StackError, StackErrors } from '../errors.ts'
import { parseFreeForm } from '../source/freeForm.ts'
import { mergeVars } from '../source/merge.ts'
import { isRecord, kindOf } from '../source/record.ts'
import { NO_VAULT, type Vault } from '../source/vault.ts'
import { readYaml, singleYaml } from '../source/yaml.ts'

type Vars = Readonly<Record<string, unknown>>

/**
 * The variables of a YAML or JSON file (`vars_files`, `include_vars`, `-e @file`); an empty file has none.
 * @throws StackError `file`, `type`; StackErrors for what does not parse
 */
export function loadVarsFile(path: string, vault: Vault, warn?: (warning: StackError) => void): Vars {
  const { value, at, warnings } = readYaml(path, undefined, vault)
  for (const warning of warnings) warn?.(warning)
  if (value === null) return {}
  if (isRecord(value)) return value
  throw new StackError('type', `a variables file must be a mapping, not ${kindOf(value)}`, { at })
}

/**
 * Variables of the command line, later over earlier: `k=v a=b` (values are text), a JSON or YAML mapping
 * (values have their types), or `@file`.
 * @throws StackErrors with everything wrong in them
 */
export function parseExtraVars(given: readonly string[], vault: Vault = NO_VAULT): Vars {
  const layers: Vars[] = []
  const errors: StackError[] = []
  for (const text of given.filter((one) => one.trim() !== '')) {
    try {
      layers.push(parseOne(text.trim(), vault))
    } catch (error) {
      if (error instanceof StackErrors) errors.push(...error.errors)
      else if (error instanceof StackError) errors.push(error)
      else throw error
    }
  }
  if (errors.length > 0) throw new StackErrors(errors)
  return mergeVars(layers)
}

function parseOne(text: string, vault: Vault): Vars {
  if (text.startsWith('@')) return loadVarsFile(text.slice(1), vault)
  if (text.startsWith('/') || text.startsWith('./')) {
    throw new StackError('usage', `extra variables '${text}' look like the name of a file`, {
      hint: `put an @ before it: -e @${text}`,
    })
  }
  if (/^[[{]/.test(text)) return mapping(text)
  const { options, raw } = parseFreeForm(text, 'options')
  if (raw === undefined) return options
  throw new StackError('usage', `extra variables '${text}' hold '${raw}', which is no name=value`, {
    hint: `quote values that contain spaces: -e "name='a b'"`,
  })
}

function mapping(text: string): Vars {
  const { value } = singleYaml(text, '--extra-vars')
  if (isRecord(value)) return value
  throw new StackError('usage', `extra variables must be a mapping, not ${kindOf(value)}`, {
    hint: `for example: -e '{"port": 8080}'`,
  })
}
