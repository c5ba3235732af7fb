import { parseArgs } from 'node:util'
import { StackError } from '../errors.ts'
import { nearest } from '../source/nearest.ts'
import { COMMANDS, type Command, type CommandName, type FlagsOf } from './commands.ts'
import { FLAGS, type Flag, type FlagName, type FlagValues } from './flags.ts'

/** A command line understood. */
export interface CommandLine<C extends CommandName> {
  readonly flags: FlagValues<FlagsOf<C>>
  /** Positional arguments. */
  readonly arguments: readonly string[]
  /** What stands behind `--`. */
  readonly rest: readonly string[]
}

/**
 * Understands the arguments of one command.
 * @throws StackError `usage` for an unknown flag (with the nearest one), a missing or a wrong value, or the
 * wrong number of arguments
 * @param settings what flags that are not given would have been given as
 */
export function parseCommandLine<C extends CommandName>(
  name: C,
  argv: readonly string[],
  settings: ReadonlyMap<FlagName, readonly string[]> = new Map(),
): CommandLine<C> {
  const command: Command = COMMANDS[name]
  const end = argv.indexOf('--')
  const own = end < 0 ? argv : argv.slice(0, end)
  const rest = end < 0 ? [] : argv.slice(end + 1)
  const { tokens } = parseArgs({
    args: [...own],
    options: parserOptions(command),
    strict: false,
    tokens: true,
  })
  const given = new Map<FlagName, string[]>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind === 'option') remember(given, command, name, token)
  }
  // What is asked for help needs no arguments.
  if (!given.has('help')) checkCount(command, name, positionals, rest)
  const values = Object.fromEntries(
    command.flags.map((flag) => [flag, flagValue(flag, given.get(flag) ?? settings.get(flag))]),
  )
  // The table that parsed is the table that the type is made of.
  return { flags: values as FlagValues<FlagsOf<C>>, arguments: positionals, rest }
}

type ParserOptions = Record<string, { type: 'string' | 'boolean'; short?: string; multiple: true }>

function parserOptions(command: Command): ParserOptions {
  const options: ParserOptions = {}
  for (const name of command.flags) {
    const flag: Flag = FLAGS[name]
    const type = takesValue(flag) ? 'string' : 'boolean'
    options[name] = { type, multiple: true, ...(flag.short === undefined ? {} : { short: flag.short }) }
    for (const alias of flag.aliases ?? []) options[alias] = { type, multiple: true }
  }
  return options
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
}

function remember(given: Map<FlagName, string[]>, command: Command, name: string, token: OptionToken): void {
  const flag = command.flags.find((known) => known === token.name || aliasesOf(known).includes(token.name))
  if (flag === undefined) throw unknownFlag(token, command, name)
  if (takesValue(FLAGS[flag])) {
    // A flag in place of the value is a forgotten value, but for a lone '-' or a negative number.
    const forgotten = token.value === undefined || /^-\D/.test(token.value)
    if (forgotten) throw usage(`${token.rawName} needs a value: ${token.rawName} ${valueName(flag)}`, name)
  } else if (token.value !== undefined) {
    throw usage(`${token.rawName} takes no value, but was given '${token.value}'`, name)
  }
  given.set(flag, [...(given.get(flag) ?? []), token.value ?? ''])
}

function unknownFlag(token: OptionToken, command: Command, name: string): StackError {
  const known = command.flags.flatMap((flag) => [flag, ...aliasesOf(flag)])
  const close = token.rawName.startsWith('--') ? nearest(token.name, known) : undefined
  const elsewhere = Object.entries(COMMANDS)
    .filter(([, other]) => (other.flags as readonly string[]).includes(token.name))
    .map(([other]) => `stack ${other}`)
  const hint =
    close !== undefined
      ? `did you mean --${close}?`
      : elsewhere.length > 0
        ? `${token.rawName} belongs to ${elsewhere.join(', ')}`
        : undefined
  return usage(`unknown flag ${token.rawName} of stack ${name}`, name, hint)
}

function checkCount(command: Command, name: string, given: readonly string[], rest: readonly string[]): void {
  const [min, max] = command.arguments
  const usageLine = `stack ${name} ${command.usage}`.trim()
  if (given.length < min) throw usage(`stack ${name} needs more arguments: ${usageLine}`, name)
  const extra = given[max]
  if (extra !== undefined) throw usage(`unexpected argument '${extra}': ${usageLine}`, name)
  if (rest.length > 0 && !command.usage.includes('--')) {
    throw usage(`unexpected argument '${rest[0]}': ${usageLine}`, name)
  }
}

function flagValue(name: FlagName, given: readonly string[] | undefined): unknown {
  const flag: Flag = FLAGS[name]
  const last = given?.at(-1) ?? flag.default
  switch (flag.kind) {
    case 'switch':
      return given !== undefined
    case 'count':
      return given?.length ?? 0
    case 'list':
      return given ?? []
    case 'text':
      return last
    case 'number':
      return numberOf(name, String(last), flag.least ?? 1)
    case 'choice':
      return choiceOf(name, String(last), flag.choices ?? [])
  }
}

function numberOf(name: FlagName, text: string, least: number): number {
  if (/^\d+$/.test(text) && Number(text) >= least) return Number(text)
  throw usage(`--${name} takes a whole number from ${least}, but was given '${text}'`)
}

function choiceOf(name: FlagName, text: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text
  const close = nearest(text, choices)
  const hint = close === undefined ? undefined : `did you mean ${close}?`
  throw usage(`--${name} is one of ${choices.join(', ')}, but was given '${text}'`, undefined, hint)
}

function aliasesOf(name: FlagName): readonly string[] {
  const flag: Flag = FLAGS[name]
  return flag.aliases ?? []
}

function takesValue(flag: Flag): boolean {
  return flag.kind !== 'switch' && flag.kind !== 'count'
}

function valueName(name: FlagName): string {
  const flag: Flag = FLAGS[name]
  return flag.value ?? 'VALUE'
}

function usage(message: string, command?: string, hint?: string): StackError {
  const help = command === undefined ? 'see stack --help' : `see stack ${command} --help`
  return new StackError('usage', message, { hint: hint ?? help })
}
