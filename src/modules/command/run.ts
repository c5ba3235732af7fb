import { randomUUID } from 'node:crypto'
import type { Observer } from '../../host/observation.ts'
import { type Command, quote, script } from '../../shell/command.ts'
import { type ActionHost, type ActionResult, ModuleFailure, type TaskContext } from '../module.ts'
import { matchingPath } from './matchingPath.ts'
import { commandResult } from './result.ts'

export interface RunArgs {
  readonly chdir: string | undefined
  readonly creates: string | undefined
  readonly removes: string | undefined
  readonly stdin: string | undefined
  readonly stdin_add_newline: boolean
  readonly strip_empty_ends: boolean
}

/** What is to be run, and how it is shown. */
export interface Runnable {
  readonly command: Command
  readonly cmd: string | readonly string[]
}

/** Runs a user's command unless `creates` or `removes` say that there is nothing to do. */
export async function runCommand(
  host: ActionHost,
  args: RunArgs,
  runnable: Runnable,
  task: TaskContext,
): Promise<ActionResult> {
  const done = await alreadyDone(host, args, 'Did')
  if (done !== undefined) return settled(runnable.cmd, done)
  const refused = randomUUID()
  const reply = await host.run({
    command: args.chdir === undefined ? runnable.command : inside(args.chdir, refused, runnable.command),
    stdin: stdinOf(args),
    env: userEnvironment(task),
  })
  const [word, fault = ''] = reply.stderr.toString('utf8').split(' ')
  if (word === refused) return noDirectory(args.chdir ?? '', fault)
  return commandResult(reply, runnable.cmd, args.strip_empty_ends)
}

/** A directory that cannot be entered is told apart from a command that fails by a word nobody can guess. */
function inside(directory: string, refused: string, command: Command): Command {
  return script(`cd -- ${quote(directory)} 2>/dev/null || {
  if [ -d ${quote(directory)} ]; then fault=13; elif [ -e ${quote(directory)} ]; then fault=20; else fault=2; fi
  printf '%s %s' ${refused} $fault >&2
  exit 1
}
${command.text}`)
}

/** Python's words for the errors of a system call. */
const FAULTS: Readonly<Record<string, string>> = {
  2: 'No such file or directory',
  13: 'Permission denied',
  20: 'Not a directory',
}

/** As Ansible reports a directory that it cannot change to. */
function noDirectory(directory: string, fault: string): ActionResult {
  const msg = `Unable to change directory before execution: [Errno ${fault}] ${FAULTS[fault]}: b'${directory}'`
  return { changed: false, failed: true, values: { ...emptyValues(null), rc: null, msg } }
}

/** In check mode a command is skipped, but for what `creates` and `removes` can tell. */
export async function checkCommand(
  host: Observer,
  args: RunArgs,
  cmd: string | readonly string[],
): Promise<ActionResult> {
  const done = await alreadyDone(host, args, 'Would')
  if (done !== undefined) return settled(cmd, done)
  const decided = args.creates !== undefined || args.removes !== undefined
  return {
    changed: decided,
    ...(decided ? {} : { skipped: true }),
    values: { ...emptyValues(cmd), msg: 'Command would have run if not in check mode' },
  }
}

/**
 * A user's command runs in the C locale only as far as messages go: programs still read and write UTF-8.
 * The task's own environment wins.
 */
export function userEnvironment(task: TaskContext): Record<string, string> {
  return { LC_ALL: '', LANG: 'C.UTF-8', ...task.environment }
}

/** @throws ModuleFailure when there is nothing to run, or two commands */
export function onlyOne(cmd: string | undefined, argv: readonly string[] | undefined): void {
  const empty = cmd === undefined || cmd.trim() === ''
  if (empty && (argv === undefined || argv.length === 0)) {
    throw new ModuleFailure('no command given', { rc: 256 })
  }
  if (!empty && argv !== undefined) {
    throw new ModuleFailure('only command or argv can be given, not both', { rc: 256 })
  }
}

interface Done {
  readonly msg: string
  readonly stdout: string
}

async function alreadyDone(host: Observer, args: RunArgs, auxiliary: string): Promise<Done | undefined> {
  const [created, removable] = await Promise.all([
    args.creates === undefined ? false : host.observe(matchingPath, absolute(args.creates, args.chdir)),
    args.removes === undefined ? true : host.observe(matchingPath, absolute(args.removes, args.chdir)),
  ])
  if (created) {
    return {
      msg: `${auxiliary} not run command since '${args.creates}' exists`,
      stdout: `skipped, since ${args.creates} exists`,
    }
  }
  if (removable) return undefined
  return {
    msg: `${auxiliary} not run command since '${args.removes}' does not exist`,
    stdout: `skipped, since ${args.removes} does not exist`,
  }
}

/** Ansible changes directory first, so relative patterns count from there. */
function absolute(pattern: string, directory: string | undefined): string {
  return directory === undefined || pattern.startsWith('/') ? pattern : `${directory}/${pattern}`
}

function settled(cmd: string | readonly string[], done: Done): ActionResult {
  return {
    changed: false,
    values: { ...emptyValues(cmd), msg: done.msg, stdout: done.stdout, stdout_lines: [done.stdout] },
  }
}

function emptyValues(cmd: string | readonly string[] | null) {
  const nothing = { stdout: '', stdout_lines: [], stderr: '', stderr_lines: [] }
  return { cmd, rc: 0, ...nothing, start: null, end: null, delta: null }
}

function stdinOf(args: RunArgs): string | undefined {
  if (args.stdin === undefined) return undefined
  return args.stdin_add_newline && !args.stdin.endsWith('\n') ? `${args.stdin}\n` : args.stdin
}
