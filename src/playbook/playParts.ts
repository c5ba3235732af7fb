import type { Faults } from '../source/faults.ts'
import { nearest } from '../source/nearest.ts'
import { keyPositionOf, positionOf } from '../source/position.ts'
import { isRecord, kindOf } from '../source/record.ts'
import type { Vault } from '../source/vault.ts'
import { loadVarsFile } from '../vars/static.ts'
import { firstThatExists, searchPaths } from './findFile.ts'
import { isTemplateText } from './keywordTypes.ts'
import type { Vars, VarsPrompt } from './model.ts'
import { listFrom } from './sharedKeywords.ts'

/** Keywords of a play with few possible values. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  strategy: ['linear', 'free', 'host_pinned', 'debug'],
  order: ['inventory', 'reverse_inventory', 'sorted', 'reverse_sorted', 'shuffle'],
}

export function checkPlayChoices(play: Vars, path: string, faults: Faults): void {
  for (const [key, choices] of Object.entries(CHOICES)) {
    const value = play[key]
    if (typeof value !== 'string' || isTemplateText(value)) continue
    const short = value.replace(/^ansible\.builtin\./, '')
    if (choices.includes(short)) continue
    const near = nearest(short, choices)
    faults.add('type', `'${key}' must be one of ${choices.join(', ')}, not '${value}'`, {
      at: positionOf(play, key),
      path: `${path} / ${key}`,
      hint: near === undefined ? undefined : `did you mean '${near}'?`,
    })
  }
}

/** `vars_files` as written; those whose names hold no template must exist now. */
export function varsFilesOf(play: Vars, directory: string, path: string, faults: Faults): readonly unknown[] {
  const files = listFrom(play, 'vars_files')
  for (const [index, entry] of files.entries()) {
    const choices: readonly unknown[] = Array.isArray(entry) ? entry : [entry]
    const at = positionOf(files, index)
    if (choices.some((choice) => typeof choice !== 'string')) {
      faults.add('type', `'vars_files' takes names of files, not ${kindOf(entry)}`, { at, path })
    } else if (!choices.some((choice) => isTemplateText(String(choice)))) {
      const names = choices.map(String)
      const found = names.some((name) => findVarsFile(name, directory) !== undefined)
      if (!found) {
        faults.add('file', `there is no vars file ${names.join(' or ')}`, {
          at,
          path: `${path} / vars_files`,
          hint: `looked for ${names.flatMap((name) => varsFilePaths(name, directory)).join(', ')}`,
        })
      }
    }
  }
  return files
}

/** What stands in the vars files whose names are fixed; templates of static names may use it. */
export function fixedVarsFiles(play: Vars, directory: string, faults: Faults, vault: Vault): Vars[] {
  return listFrom(play, 'vars_files').flatMap((entry) => {
    const choices = (Array.isArray(entry) ? (entry as unknown[]) : [entry]).map(String)
    if (choices.some(isTemplateText)) return []
    const path = choices.map((name) => findVarsFile(name, directory)).find((found) => found !== undefined)
    const vars =
      path === undefined
        ? undefined
        : faults.attempt(() => loadVarsFile(path, vault, (warning) => faults.warnings.push(warning)))
    return vars === undefined ? [] : [vars]
  })
}

/** Where a play's vars file is: in `vars/` beside the playbook, else beside it. */
export function findVarsFile(name: string, directory: string): string | undefined {
  return firstThatExists(varsFilePaths(name, directory))
}

function varsFilePaths(name: string, directory: string): string[] {
  return searchPaths(name, 'vars', { directory, role: undefined, playDirectory: directory })
}

const PROMPT_KEYS = [
  'name',
  'prompt',
  'default',
  'private',
  'confirm',
  'encrypt',
  'salt_size',
  'salt',
  'unsafe',
]

export function promptsOf(play: Vars, path: string, faults: Faults): readonly VarsPrompt[] {
  const prompts = listFrom(play, 'vars_prompt')
  return prompts.flatMap((prompt, index) => {
    const at = positionOf(prompts, index) ?? positionOf(play, 'vars_prompt')
    if (!isRecord(prompt)) return []
    for (const key of Object.keys(prompt)) {
      if (PROMPT_KEYS.includes(key)) continue
      const near = nearest(key, PROMPT_KEYS)
      faults.add('unknown', `unknown key '${key}' of a prompt`, {
        at: keyPositionOf(prompt, key),
        path: `${path} / vars_prompt`,
        hint: near === undefined ? `its keys are ${PROMPT_KEYS.join(', ')}` : `did you mean '${near}'?`,
      })
    }
    if (typeof prompt['name'] !== 'string') {
      faults.add('type', 'a prompt needs a name', { at, path: `${path} / vars_prompt` })
      return []
    }
    const name = prompt['name']
    return [
      {
        name,
        prompt: typeof prompt['prompt'] === 'string' ? prompt['prompt'] : name,
        default: prompt['default'],
        private: prompt['private'] !== false,
        at: at ?? { file: '', line: 1, column: 1 },
      },
    ]
  })
}
