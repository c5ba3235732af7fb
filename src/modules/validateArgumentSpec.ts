import { validateArgs } from '../source/arguments.ts'
import { isRecord } from '../source/record.ts'
import type { Option, OptionSchema, OptionType } from '../source/schema.ts'
import { type ControlContext, controlModule, ModuleFailure } from './module.ts'

export const validateArgumentSpec = controlModule({
  name: 'validate_argument_spec',
  collection: 'ansible.builtin',
  summary: "Checks variables against a role's argument spec; runs by itself before a role that has one.",
  options: {
    argument_spec: { type: 'dict', required: true, description: 'The specs by name of the variable.' },
    provided_arguments: { type: 'dict', default: {}, description: 'Values that win over variables.' },
    validate_args_context: { type: 'dict', default: {}, description: 'What the spec belongs to.' },
  },
  examples: `
- name: Check that the port is a number
  ansible.builtin.validate_argument_spec:
    argument_spec:
      app_port:
        type: int
        required: true
`,
  run: (args, task) => {
    const given = { ...variables(args.argument_spec, task), ...args.provided_arguments }
    const schema = schemaOf(args.argument_spec)
    const { errors } = validateArgs(schema, undefined, given, { module: 'the role' })
    const context = { validate_args_context: args.validate_args_context }
    if (errors.length === 0) {
      return { changed: false, values: { msg: 'The arg spec validation passed', ...context } }
    }
    const messages = errors.map((error) => error.message)
    throw new ModuleFailure(`Validation of arguments failed:\n${messages.join('\n')}`, {
      argument_errors: messages,
      argument_spec_data: args.argument_spec,
      ...context,
    })
  },
})

/** Those of the spec's names that are variables of the task. */
function variables(spec: Readonly<Record<string, unknown>>, task: ControlContext): Record<string, unknown> {
  const values = Object.keys(spec).map((name) => [name, task.variable(name)] as const)
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}

const TYPES: readonly OptionType[] = ['str', 'int', 'float', 'bool', 'path', 'list', 'dict', 'raw']

function schemaOf(spec: Readonly<Record<string, unknown>>): OptionSchema {
  return Object.fromEntries(
    Object.entries(spec).map(([name, option]) => [name, optionOf(isRecord(option) ? option : {})]),
  )
}

function optionOf(spec: Readonly<Record<string, unknown>>): Option {
  const { description, choices, aliases, options, elements } = spec
  return {
    type: typeOf(spec['type'] ?? 'str'),
    description: Array.isArray(description) ? description.join(' ') : String(description ?? ''),
    required: spec['required'] === true,
    ...(Array.isArray(choices) ? { choices: choices as string[] } : {}),
    ...(Array.isArray(aliases) ? { aliases: aliases.map(String) } : {}),
    ...(elements === undefined ? {} : { elements: typeOf(elements) }),
    ...(isRecord(options) ? { options: schemaOf(options) } : {}),
  }
}

/** Types that exist only for modules' own use (`jsonarg`, `bytes`) take anything here. */
function typeOf(name: unknown): OptionType {
  return TYPES.find((type) => type === name) ?? 'raw'
}
