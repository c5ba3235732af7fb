import { randomUUID } from 'node:crypto'
import { quote, script } from '../shell/command.ts'
import { splitWords } from '../shell/split.ts'
import { commandOptions } from './command/options.ts'
import { checkCommand, onlyOne, type Runnable, runCommand } from './command/run.ts'
import { expandableWord } from './expandPaths.ts'
import { type ActionResult, actionModule, ModuleFailure } from './module.ts'

interface Line {
  readonly cmd: string | undefined
  readonly argv: readonly string[] | undefined
  readonly expand_argument_vars: boolean
}

export const command = actionModule({
  name: 'command',
  collection: 'ansible.builtin',
  summary: 'Runs a program without a shell in between.',
  options: {
    cmd: { type: 'str', aliases: ['_raw_params'], description: 'The program and its arguments as one text.' },
    argv: { type: 'list', elements: 'str', description: 'The program and its arguments as a list.' },
    expand_argument_vars: { type: 'bool', default: true, description: 'Expand $VAR and ~ in arguments.' },
    ...commandOptions,
  },
  freeForm: 'cmd',
  examples: `
- name: Create the database's files once
  ansible.builtin.command: /usr/bin/make-database --all
  args:
    creates: /var/lib/database
`,
  async run(host, args, task) {
    onlyOne(args.cmd, args.argv)
    const missing = randomUUID()
    const words = wordsOf(args)
    const result = await runCommand(host, args, runnable(words, args, missing), task)
    return result.values['stderr'] === missing ? notFound(words) : result
  },
  check(host, args) {
    onlyOne(args.cmd, args.argv)
    return checkCommand(host, args, wordsOf(args))
  },
})

function wordsOf(line: Line): readonly string[] {
  if (line.argv !== undefined) return line.argv
  try {
    return splitWords(line.cmd ?? '')
  } catch (error) {
    throw new ModuleFailure((error as Error).message, { rc: 256 })
  }
}

/** A program that does not exist is told apart from one that returns 127 by a word nobody can guess. */
function runnable(words: readonly string[], line: Line, missing: string): Runnable {
  const rendered = words.map(line.expand_argument_vars ? expandableWord : quote)
  return {
    cmd: words,
    command: script(`set -- ${rendered.join(' ')}
command -v -- "$1" >/dev/null 2>&1 || { printf %s ${missing} >&2; exit 127; }
exec "$@"`),
  }
}

/** As Ansible reports a program that does not exist. */
function notFound(cmd: readonly string[]): ActionResult {
  const msg = `[Errno 2] No such file or directory: b'${cmd[0] ?? ''}'`
  const nothing = { stdout: '', stdout_lines: [], stderr: '', stderr_lines: [] }
  return { changed: false, failed: true, values: { cmd: cmd.join(' '), rc: 2, msg, ...nothing } }
}
