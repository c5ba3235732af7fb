import { controlModule, ModuleFailure } from './module.ts'

export const assert = controlModule({
  name: 'assert',
  collection: 'ansible.builtin',
  summary: 'Fails when a condition does not hold.',
  options: {
    that: { type: 'raw', required: true, description: 'A condition as in `when`, or a list of them.' },
    fail_msg: { type: 'raw', aliases: ['msg'], description: 'What to say when one does not hold.' },
    success_msg: { type: 'raw', description: 'What to say when all hold.' },
    quiet: { type: 'bool', default: false, description: 'Leave out the details of a success.' },
  },
  expressions: ['that'],
  examples: `
- name: Refuse to go on without a password
  ansible.builtin.assert:
    that:
      - app_password is defined
      - app_password | length >= 12
    fail_msg: app_password must have at least 12 characters
`,
  run: (args, task) => {
    const conditions = Array.isArray(args.that) ? args.that : [args.that]
    for (const condition of conditions) {
      const holds = typeof condition === 'string' ? task.evaluate(condition) : condition
      if (!isTrue(holds)) {
        throw new ModuleFailure(text(args.fail_msg) ?? 'Assertion failed', {
          evaluated_to: false,
          assertion: condition,
        })
      }
    }
    return { changed: false, values: { msg: text(args.success_msg) ?? 'All assertions passed' } }
  },
})

/** Python's truth, for the values that a condition gives. */
function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}

function text(message: unknown): string | undefined {
  if (message === undefined || message === null) return undefined
  return Array.isArray(message) ? message.join('\n') : String(message)
}
