import { StackError } from '../errors.ts'
import { nearest } from '../source/nearest.ts'
import { ansibleSettings, NO_SETTINGS } from './ansibleSettings.ts'
import { COMMANDS, type Command, type CommandName } from './commands.ts'
import { commandHelp, generalHelp } from './help.ts'
import { type CommandLine, parseCommandLine } from './parse.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Runs the command that the arguments name and resolves to the exit code.
 * @throws StackError, StackErrors
 */
export async function runCommand(
  argv: readonly string[],
  around: Omit<Surroundings, 'settings'>,
): Promise<number> {
  const [first, second] = argv
  if (first === undefined || ['--help', '-h', 'help'].includes(first)) {
    around.terminal.out(generalHelp())
    return 0
  }
  const name = commandName(first, second)
  const command: Command = COMMANDS[name]
  const settings = command.readsAnsibleSettings ? ansibleSettings(process.env) : NO_SETTINGS
  const line = parseCommandLine(name, argv.slice(name.includes(' ') ? 2 : 1), settings.flags)
  if (line.flags.help) {
    around.terminal.out(commandHelp(name))
    return 0
  }
  const run = await load(name)
  return run(line, { ...around, settings })
}

/** @throws StackError `usage`, with the nearest command */
function commandName(first: string, second: string | undefined): CommandName {
  const names = Object.keys(COMMANDS) as CommandName[]
  const exact = names.find((name) => name === first || name === `${first} ${second}`)
  if (exact !== undefined) return exact
  const inGroup = names.filter((name) => name.startsWith(`${first} `))
  const given = inGroup.length > 0 ? `${first} ${second ?? ''}`.trim() : first
  const close = nearest(given, names)
  const choices = (inGroup.length > 0 ? inGroup : names).join(', ')
  const hint = close === undefined ? `the commands are: ${choices}` : `did you mean stack ${close}?`
  throw new StackError('usage', `unknown command '${given}'`, { hint })
}

type Run<C extends CommandName> = (line: CommandLine<C>, around: Surroundings) => Promise<number>

type Loaders = { readonly [C in CommandName]: () => Promise<Run<C>> }

// Each command loads what it needs and nothing else.
const LOADERS: Loaders = {
  up: async () => (await import('./up.ts')).up,
  plan: async () => (await import('./plan.ts')).plan,
  run: async () => (await import('./run.ts')).run,
  audit: async () => (await import('./audit.ts')).audit,
  drain: async () => (await import('./rotation.ts')).drain,
  ready: async () => (await import('./rotation.ts')).ready,
  exec: async () => (await import('./exec.ts')).exec,
  rollback: async () => (await import('./rollback.ts')).rollback,
  releases: async () => (await import('./releases.ts')).releases,
  inventory: async () => (await import('./inventory.ts')).inventory,
  docs: async () => (await import('./docs.ts')).docs,
  'lab up': async () => (await import('./lab.ts')).labUp,
  'lab reset': async () => (await import('./lab.ts')).labReset,
  'lab down': async () => (await import('./lab.ts')).labDown,
  'lab list': async () => (await import('./lab.ts')).labList,
  'lab ssh': async () => (await import('./lab.ts')).labSsh,
  'lab exec': async () => (await import('./lab.ts')).labExec,
}

/** The command's own function; the table above pairs each name with the right one. */
function load(name: CommandName): Promise<Run<CommandName>> {
  return LOADERS[name]() as Promise<Run<CommandName>>
}
