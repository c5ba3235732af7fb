import { quote, script } from '../shell/command.ts'
import { actionModule, ModuleFailure } from './module.ts'

export const waitFor = actionModule({
  name: 'wait_for',
  collection: 'ansible.builtin',
  summary: 'Waits until a port is open or closed, a file is there or gone, or a text shows up in a file.',
  options: {
    host: { type: 'str', default: '127.0.0.1', description: 'Where the port is, as seen from the target.' },
    port: { type: 'int', description: 'TCP port to look at.' },
    path: { type: 'path', description: 'File to look at.' },
    search_regex: {
      type: 'str',
      description: 'Text to wait for, in the file; an extended regular expression.',
    },
    state: {
      type: 'str',
      default: 'started',
      choices: ['started', 'stopped', 'present', 'absent', 'drained'],
      description:
        'started and present wait for something to be there, stopped, absent and drained for it to be gone.',
    },
    timeout: { type: 'int', default: 300, description: 'Seconds after which it fails.' },
    connect_timeout: { type: 'int', default: 5, description: 'Seconds for one attempt to connect.' },
    delay: { type: 'int', default: 0, description: 'Seconds to wait before the first look.' },
    sleep: { type: 'int', default: 1, description: 'Seconds between looks.' },
    active_connection_states: {
      type: 'list',
      description: 'Accepted for Ansible; established connections count.',
    },
    exclude_hosts: { type: 'list', aliases: ['exclude_host'], description: 'Accepted for Ansible.' },
    msg: { type: 'str', description: 'What to say on failure.' },
  },
  constraints: { mutuallyExclusive: [['port', 'path']] },
  examples: `
- name: Wait until the application listens
  ansible.builtin.wait_for:
    port: 8080
    timeout: 30
`,
  readOnly: () => true,
  run: async (host, args, _task, signal) => {
    const started = Date.now()
    const wanted = args.state === 'started' || args.state === 'present'
    const probe = probeScript(
      args.port,
      args.host,
      args.path,
      args.search_regex,
      args.state,
      args.connect_timeout,
    )
    const reply = await host.run(
      {
        command: script(loop(probe, wanted, args)),
        timeoutMs: (args.delay + args.timeout + args.connect_timeout + args.sleep + 10) * 1000,
      },
      { signal },
    )
    const elapsed = Math.round((Date.now() - started) / 1000)
    const values = {
      elapsed,
      state: args.state,
      port: args.port ?? null,
      path: args.path ?? null,
      search_regex: args.search_regex ?? null,
      match_groups: [],
      match_groupdict: {},
    }
    if (reply.exit.kind === 'code' && reply.exit.code === 0) return { changed: false, values }
    const what = args.port === undefined ? `file ${args.path ?? ''}` : `${args.host}:${args.port}`
    throw new ModuleFailure(
      args.msg ?? `Timeout when waiting for ${what}${args.state === 'started' ? '' : ` to be ${args.state}`}`,
      values,
    )
  },
})

/** One look: exit code 0 when it is there. Bare Debian has bash but no netcat. */
function probeScript(
  port: number | undefined,
  host: string,
  path: string | undefined,
  regex: string | undefined,
  state: string,
  connectTimeout: number,
): string {
  if (port !== undefined && state === 'drained') {
    return `grep -qi ':${port.toString(16).padStart(4, '0')} [0-9A-F]*:[0-9A-F]* 01 ' /proc/net/tcp /proc/net/tcp6`
  }
  if (port !== undefined)
    return `timeout ${connectTimeout} bash -c ${quote('exec 3<>"/dev/tcp/$0/$1"')} ${quote(host)} ${port} 2>/dev/null`
  if (path === undefined) return 'false'
  return regex === undefined
    ? `[ -e ${quote(path)} ]`
    : `grep -Eq -- ${quote(regex)} ${quote(path)} 2>/dev/null`
}

function loop(
  probe: string,
  wanted: boolean,
  args: {
    readonly delay: number
    readonly timeout: number
    readonly sleep: number
    readonly port: number | undefined
    readonly path: string | undefined
  },
): string {
  if (args.port === undefined && args.path === undefined) return `sleep ${args.delay + args.timeout}`
  return `sleep ${args.delay}
end=$(($(date +%s) + ${args.timeout}))
until ${wanted ? '' : '! '}${probe}; do
  [ "$(date +%s)" -lt "$end" ] || exit 1
  sleep ${args.sleep}
done`
}
