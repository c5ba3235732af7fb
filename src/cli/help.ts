import { COMMANDS, type Command, type CommandName } from './commands.ts'
import { FLAGS, type Flag, type FlagName } from './flags.ts'

/** `stack --help`: the commands. */
export function generalHelp(): string {
  const names = Object.keys(COMMANDS) as CommandName[]
  const longest = Math.max(...names.map((name) => name.length))
  return [
    'stack builds a load-balanced, replicated, firewalled web stack on Debian and Ubuntu servers over SSH.',
    '',
    'usage: stack COMMAND [FLAGS]',
    '',
    ...names.map((name) => `  ${name.padEnd(longest)}  ${COMMANDS[name].summary}`),
    '',
    'stack COMMAND --help shows the flags of a command; stack --version the version.',
  ].join('\n')
}

/** `stack COMMAND --help`: its flags and examples. */
export function commandHelp(name: CommandName): string {
  const command: Command = COMMANDS[name]
  const rows = command.flags.map((flag) => [flagForms(flag), flagHelp(flag)] as const)
  const longest = Math.max(...rows.map(([forms]) => forms.length))
  return [
    `usage: ${`stack ${name} ${command.usage}`.trim()} [FLAGS]`,
    '',
    `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`,
    '',
    ...rows.map(([forms, help]) => `  ${forms.padEnd(longest)}  ${help}`),
    '',
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n')
}

/** `-i, --inventory FILE` */
export function flagForms(name: FlagName): string {
  const flag: Flag = FLAGS[name]
  const short = flag.short === undefined ? '' : `-${flag.short}, `
  return `${short}--${name}${flag.value === undefined ? '' : ` ${flag.value}`}`
}

/** Its help with choices and default. */
export function flagHelp(name: FlagName): string {
  const flag: Flag = FLAGS[name]
  const choices = flag.choices === undefined ? [] : [flag.choices.join('|')]
  const fallback = flag.default === undefined ? [] : [`default ${flag.default}`]
  const notes = [...choices, ...fallback]
  return notes.length === 0 ? flag.help : `${flag.help} (${notes.join(', ')})`
}
