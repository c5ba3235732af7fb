import { StackError } from '../errors.ts'
import type { CommandLine } from './parse.ts'
import { play } from './play.ts'
import type { Surroundings } from './surroundings.ts'

/** `stack exec PATTERN -m MODULE -a ARGS`: one task on some hosts, as the `ansible` command does it. */
export async function exec(line: CommandLine<'exec'>, around: Surroundings): Promise<number> {
  const { flags } = line
  const [pattern = ''] = line.arguments
  const mode = {
    command: 'exec',
    playbooks: [NAME],
    check: flags.check,
    diff: flags.diff,
    needsInventory: !LOCAL.has(pattern),
    adHoc: true,
    more: {
      playbookTexts: new Map([
        [NAME, playbookText(pattern, flags['module-name'] ?? 'command', flags.args ?? '')],
      ]),
    },
  }
  return (await play({ ...flags, tags: [], 'skip-tags': [] }, mode, around)).exitCode
}

/** What errors call the playbook that is made from the command line. */
const NAME = 'stack exec'

const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1'])

/** Modules that are nothing without a command. */
const NEED_ARGS: ReadonlySet<string> = new Set(['command', 'shell', 'raw', 'script'])

/**
 * The one play. JSON is YAML.
 * @throws StackError `usage` for a module without the command that it runs
 */
function playbookText(pattern: string, module: string, args: string): string {
  const short = module.replace(/^ansible\.(builtin|legacy)\./, '')
  if (NEED_ARGS.has(short) && args.trim() === '') {
    throw new StackError('usage', `the module ${module} needs a command to run`, {
      hint: `give one: stack exec ${pattern} -m ${module} -a 'uptime'`,
    })
  }
  if (/^(include|import)_/.test(short)) {
    throw new StackError('usage', `${module} belongs in a playbook`, { hint: 'use stack run' })
  }
  const options = args.trim().startsWith('{') ? jsonOptions(args) : undefined
  const task =
    options === undefined ? { action: `${module} ${args}`.trim() } : { action: { ...options, module } }
  return JSON.stringify([
    { name: 'Ansible Ad-Hoc', hosts: pattern, gather_facts: false, tasks: [{ name: module, ...task }] },
  ])
}

function jsonOptions(args: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(args)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    // It may be a template, `{{ x }}`, or a shell's braces.
    return undefined
  }
}
