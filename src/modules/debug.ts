import { StackError } from '../errors.ts'
import { type ControlContext, controlModule, type Values } from './module.ts'

export const debug = controlModule({
  name: 'debug',
  collection: 'ansible.builtin',
  summary: 'Prints a message or the value of an expression.',
  options: {
    msg: { type: 'raw', default: 'Hello world!', description: 'What to print.' },
    var: { type: 'raw', description: 'An expression (without braces) whose value is printed.' },
    verbosity: { type: 'int', default: 0, description: 'Print only from this many -v on.' },
  },
  expressions: ['var'],
  examples: `
- name: Show the address
  ansible.builtin.debug:
    var: ansible_default_ipv4.address
`,
  run: (args, task) => {
    if (Number(task.variable('ansible_verbosity') ?? 0) < args.verbosity) {
      return {
        changed: false,
        skipped: true,
        values: { skipped_reason: 'Verbosity threshold not met.' },
      }
    }
    const values = args.var === undefined ? { msg: args.msg } : shownValue(args.var, task)
    return { changed: false, values }
  },
})

function shownValue(expression: unknown, task: ControlContext): Values {
  if (typeof expression !== 'string') return { '<value>': expression }
  const bare = expression.replace(/^\{\{([\s\S]*)\}\}$/, '$1').trim()
  try {
    return { [bare]: task.evaluate(bare) }
  } catch (error) {
    if (error instanceof StackError && error.code === 'undefined') {
      return { [bare]: 'VARIABLE IS NOT DEFINED!' }
    }
    throw error
  }
}
