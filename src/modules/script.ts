import { type Command, quote, script as shellText } from '../shell/command.ts'
import { exitCode } from '../shell/request.ts'
import { splitWords } from '../shell/split.ts'
import { matchingPath } from './command/matchingPath.ts'
import { outputValues } from './command/result.ts'
import { userEnvironment } from './command/run.ts'
import { type ActionHost, type ActionResult, actionModule, ModuleFailure } from './module.ts'

export const script = actionModule({
  name: 'script',
  collection: 'ansible.builtin',
  summary: 'Runs a script of the controller on the host.',
  options: {
    cmd: {
      type: 'str',
      required: true,
      aliases: ['_raw_params'],
      description: 'The script and its arguments.',
    },
    chdir: { type: 'str', description: 'Directory to run in, absolute.' },
    creates: { type: 'str', description: 'Do not run when this path exists.' },
    removes: { type: 'str', description: 'Run only when this path exists.' },
    executable: { type: 'str', description: 'Program to run the script with.' },
    decrypt: {
      type: 'bool',
      default: true,
      description: 'Decrypt a script that is encrypted with ansible-vault.',
    },
  },
  freeForm: 'cmd',
  examples: `
- name: Run a script of ours
  ansible.builtin.script: prepare.sh --all
  args:
    creates: /var/lib/prepared
`,
  async run(host, args, task) {
    if (args.chdir !== undefined && !args.chdir.startsWith('/')) {
      throw new ModuleFailure(`chdir ${args.chdir} must be an absolute path for a Unix-aware remote node`)
    }
    const skip = await skipped(host, args.creates, args.removes)
    if (skip !== undefined) return skip
    const [name = '', ...words] = splitWords(args.cmd)
    const file = task.readFile(name, 'files', args.decrypt)
    const reply = await host.run({
      command: throughTemporaryFile(args.executable, words),
      stdin: file.content,
      cwd: args.chdir,
      env: userEnvironment(task),
    })
    const rc = exitCode(reply.exit)
    const values = { rc, ...outputValues(reply, false) }
    return rc === 0
      ? { changed: true, values }
      : { changed: true, failed: true, values: { ...values, msg: 'non-zero return code' } }
  },
})

async function skipped(
  host: ActionHost,
  creates: string | undefined,
  removes: string | undefined,
): Promise<ActionResult | undefined> {
  const [created, removable] = await Promise.all([
    creates === undefined ? false : host.observe(matchingPath, creates),
    removes === undefined ? true : host.observe(matchingPath, removes),
  ])
  const msg = created
    ? `${creates} exists, matching creates option`
    : removable
      ? undefined
      : `${removes} does not exist, matching removes option`
  return msg === undefined ? undefined : { changed: false, skipped: true, values: { msg } }
}

// A script names its interpreter in its first line, so it has to be a file while it runs.
function throughTemporaryFile(executable: string | undefined, words: readonly string[]): Command {
  const interpreter = executable === undefined ? '' : `${executable} `
  return shellText(`umask 077
tmp=$(mktemp) || exit
trap 'rm -f -- "$tmp"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
cat >"$tmp" && chmod 700 "$tmp" || exit
${interpreter}"$tmp" ${words.map(quote).join(' ')} </dev/null`)
}
