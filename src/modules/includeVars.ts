import { basename } from 'node:path'
import { pythonRegex } from '../source/pythonRegex.ts'
import { isMapping } from '../source/pythonText.ts'
import type { Vault } from '../source/vault.ts'
import { singleYaml } from '../source/yaml.ts'
import { type ControlContext, controlModule, type LocalFile, ModuleFailure } from './module.ts'

export const includeVars = controlModule({
  name: 'include_vars',
  collection: 'ansible.builtin',
  summary: 'Loads variables from files of the controller.',
  options: {
    file: { type: 'str', description: 'One file, searched for in `vars/` of the role and of the playbook.' },
    dir: { type: 'str', description: 'All files of a directory, in alphabetical order.' },
    name: { type: 'str', description: 'Put all variables into this one mapping.' },
    depth: { type: 'int', default: 0, description: 'How deep to look into `dir`; 0 is no limit.' },
    files_matching: { type: 'str', description: 'Only files of `dir` whose name matches this expression.' },
    ignore_files: { type: 'list', elements: 'str', default: [], description: 'Names in `dir` to leave out.' },
    extensions: {
      type: 'list',
      elements: 'str',
      default: ['yaml', 'yml', 'json'],
      description: 'Extensions that files of `dir` may have.',
    },
    ignore_unknown_extensions: { type: 'bool', default: false, description: 'Pass over other extensions.' },
    hash_behaviour: { type: 'str', choices: ['replace', 'merge'], description: 'Replace or merge mappings.' },
  },
  constraints: { mutuallyExclusive: [['file', 'dir']], requiredOneOf: [['file', 'dir']] },
  freeForm: 'file',
  examples: `
- name: Load what differs per release
  ansible.builtin.include_vars: "{{ ansible_distribution_release }}.yml"
`,
  run: (args, task) => {
    const files =
      args.dir === undefined ? [task.readFile(args.file ?? '', 'vars', false)] : filesOf(args.dir, args, task)
    let merged: Record<string, unknown> = {}
    for (const file of files) {
      const values = parse(file, task.vault)
      merged = args.hash_behaviour === 'merge' ? mergeDeep(merged, values) : { ...merged, ...values }
    }
    const vars = args.name === undefined ? merged : { [args.name]: merged }
    return {
      changed: false,
      values: { ansible_facts: vars, ansible_included_var_files: files.map((file) => file.path) },
      effects: [{ kind: 'include-vars', vars }],
    }
  },
})

interface Selection {
  readonly depth: number
  readonly files_matching?: string | undefined
  readonly ignore_files: readonly string[]
  readonly extensions: readonly string[]
  readonly ignore_unknown_extensions: boolean
}

function filesOf(directory: string, selection: Selection, task: ControlContext): readonly LocalFile[] {
  const tree = task.readTree(directory, false)
  if (!tree.isDirectory) throw new ModuleFailure(`${directory} is not a directory`)
  const matching =
    selection.files_matching === undefined ? undefined : new RegExp(pythonRegex(selection.files_matching), '')
  return tree.files
    .filter(({ relative }) => selection.depth === 0 || relative.split('/').length <= selection.depth)
    .filter(({ relative }) => matching === undefined || matching.test(basename(relative)))
    .filter(({ relative }) => !selection.ignore_files.includes(basename(relative)))
    .filter(({ relative }) => hasKnownExtension(relative, selection))
    .map(({ file }) => file)
}

function hasKnownExtension(name: string, selection: Selection): boolean {
  if (selection.extensions.some((extension) => name.endsWith(`.${extension}`))) return true
  if (selection.ignore_unknown_extensions) return false
  throw new ModuleFailure(`${name} does not have a valid extension: ${selection.extensions.join(', ')}`)
}

function parse(file: LocalFile, vault: Vault): Record<string, unknown> {
  const { value } = singleYaml(file.content.toString('utf8'), file.path, vault)
  if (value === null || value === undefined) return {}
  if (isMapping(value)) return value
  throw new ModuleFailure(`${file.path} must be stored as a dictionary/hash`)
}

function mergeDeep(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const old = merged[key]
    merged[key] = isMapping(old) && isMapping(value) ? mergeDeep(old, value) : value
  }
  return merged
}
