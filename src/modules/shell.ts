import { randomUUID } from 'node:crypto'
import { type Command, quote, script } from '../shell/command.ts'
import { commandOptions } from './command/options.ts'
import { checkCommand, onlyOne, runCommand } from './command/run.ts'
import { actionModule } from './module.ts'

export const shell = actionModule({
  name: 'shell',
  collection: 'ansible.builtin',
  summary: "Runs a text through the host's shell.",
  options: {
    cmd: { type: 'str', aliases: ['_raw_params'], description: 'The text.' },
    ...commandOptions,
  },
  freeForm: 'cmd',
  examples: `
- name: Count the lines of all logs
  ansible.builtin.shell: cat *.log | wc -l
  args:
    chdir: /var/log
  changed_when: false
`,
  run(host, args, task) {
    onlyOne(args.cmd, undefined)
    const cmd = args.cmd ?? ''
    return runCommand(host, args, { cmd, command: throughShell(cmd, args.executable) }, task)
  },
  check(host, args) {
    onlyOne(args.cmd, undefined)
    return checkCommand(host, args, args.cmd ?? '')
  },
})

/**
 * The text is run by the session's own `sh`, or handed to another shell on a file descriptor: never as an argument,
 * where `ps` would show it.
 */
function throughShell(text: string, executable: string | undefined): Command {
  if (executable === undefined || executable === '/bin/sh') return script(text)
  const end = `end-${randomUUID()}`
  return script(`exec ${quote(executable)} /dev/fd/3 3<<'${end}'\n${text}\n${end}`)
}
