import { describeExit } from '../shell/request.ts'
import { pythonRegex } from '../source/pythonRegex.ts'
import { actionModule, ModuleFailure, type Values } from './module.ts'
import { type WaitArgs, waitOptions } from './waitFor/options.ts'
import { TIMED_OUT, waitScript } from './waitFor/script.ts'

export const waitFor = actionModule({
  name: 'wait_for',
  collection: 'ansible.builtin',
  summary: 'Waits for a port or a file.',
  options: waitOptions,
  constraints: { mutuallyExclusive: [['path', 'port']] },
  examples: `
- name: Wait until the application answers
  ansible.builtin.wait_for:
    port: 8000
    timeout: 30
`,
  readOnly: () => true,
  async run(host, args) {
    if (args.state === 'drained' && args.port === undefined) {
      throw new ModuleFailure('state=drained should only be used for checking a port in the port module')
    }
    const reply = await host.run({ command: waitScript(args), env: { LC_ALL: 'C.UTF-8' } })
    const output = reply.stdout.toString('utf8')
    const at = output.lastIndexOf('\n@elapsed ')
    const elapsed = Number(output.slice(at + 10))
    const code = reply.exit.kind === 'code' ? reply.exit.code : undefined
    if (code === TIMED_OUT) throw new ModuleFailure(args.msg ?? timeoutMessage(args), { elapsed })
    if (code !== 0) {
      throw new ModuleFailure(
        `could not wait: ${reply.stderr.toString('utf8').trim() || describeExit(reply.exit)}`,
      )
    }
    const values = {
      state: args.state,
      port: args.port ?? null,
      search_regex: args.search_regex ?? null,
      path: args.path ?? null,
      elapsed,
      ...matchValues(args.search_regex, output.slice(0, at)),
    }
    return { changed: false, values }
  },
})

function matchValues(pattern: string | undefined, text: string): Values {
  const match = pattern === undefined ? null : pythonRegex(pattern, { multiline: true }).exec(text)
  return { match_groups: match === null ? [] : match.slice(1), match_groupdict: { ...match?.groups } }
}

/** As Ansible words it. */
function timeoutMessage(args: WaitArgs): string {
  const place = `${args.host}:${args.port ?? ''}`
  const gone = args.state === 'absent' || args.state === 'stopped'
  if (args.state === 'drained') return `Timeout when waiting for ${place} to drain`
  if (args.path !== undefined) {
    if (gone) return `Timeout when waiting for ${args.path} to be absent.`
    if (args.search_regex === undefined) return `Timeout when waiting for file ${args.path}`
    return `Timeout when waiting for search string ${args.search_regex} in ${args.path}`
  }
  if (gone) return `Timeout when waiting for ${place} to stop.`
  return args.search_regex === undefined
    ? `Timeout when waiting for ${place}`
    : `Timeout when waiting for search string ${args.search_regex} in ${place}`
}
