import { type Command, quote, script } from '../../shell/command.ts'
import type { WaitArgs } from './options.ts'

/** Exit code of the script when the time is over. */
export const TIMED_OUT = 75

/**
 * One bounded loop on the host. It needs nothing but a base system: ports are tried with bash's /dev/tcp,
 * connections are counted in /proc/net. Its output is what was found, its last line how long it took.
 */
export function waitScript(args: WaitArgs): Command {
  const { port, path } = args
  if (port === undefined && path === undefined && args.state !== 'drained') {
    return script(`sleep ${args.timeout}\nprintf '\\n@elapsed %s\\n' ${args.timeout}`)
  }
  return script(`start=$(date +%s)
${checkFunction(args)}
[ ${args.delay} -eq 0 ] || sleep ${args.delay}
end=$((start + ${args.timeout}))
while :; do
  if check; then
    ${path !== undefined && args.search_regex !== undefined ? `head -c 1048576 -- ${quote(path)}` : ':'}
    printf '\\n@elapsed %s\\n' $(($(date +%s) - start))
    exit 0
  fi
  if [ "$(date +%s)" -ge $end ]; then
    printf '\\n@elapsed %s\\n' $(($(date +%s) - start))
    exit ${TIMED_OUT}
  fi
  sleep ${args.sleep}
done`)
}

function checkFunction(args: WaitArgs): string {
  const gone = args.state === 'absent' || args.state === 'stopped'
  if (args.state === 'drained') return `check() {\n${drained(args)}\n}`
  if (args.path !== undefined) return `check() { ${pathCheck(args.path, args.search_regex, gone)}; }`
  return `check() { ${gone ? '! ' : ''}${portCheck(args)}; }`
}

function pathCheck(path: string, regex: string | undefined, gone: boolean): string {
  const exists = `{ [ -e ${quote(path)} ] || [ -L ${quote(path)} ]; }`
  if (regex === undefined) return gone ? `! ${exists}` : exists
  const found = `grep -Pzq -e ${quote(`(?m)${regex}`)} -- ${quote(path)} 2>/dev/null`
  return gone ? `! ${found}` : found
}

function portCheck({ host, port, connect_timeout: limit, search_regex: regex }: WaitArgs): string {
  const address = `/dev/tcp/${host}/${port ?? 0}`
  const read = regex === undefined ? '' : ` && timeout ${limit} cat <&3`
  const open = `timeout ${regex === undefined ? limit : limit * 2} bash -c ${quote(`exec 3<>${quote(address)}${read}`)} 2>/dev/null`
  return regex === undefined ? open : `${open} | grep -Pzq -e ${quote(`(?m)${regex}`)}`
}

const STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: '01',
  SYN_SENT: '02',
  SYN_RECV: '03',
  FIN_WAIT1: '04',
  FIN_WAIT2: '05',
  TIME_WAIT: '06',
}

/** Columns of /proc/net/tcp: local address:port, remote address:port, state; all hexadecimal. */
function drained(args: WaitArgs): string {
  const states = args.active_connection_states.map((state) => STATES[state] ?? state).join(' ')
  const port = (args.port ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const excluded = (args.exclude_hosts ?? []).map(hexAddress).join(' ')
  return `  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port=${port} -v states=${quote(states)} -v excluded=${quote(excluded)} '
    BEGIN { n = split(states, list, " "); for (i = 1; i <= n; i++) active[list[i]] = 1
            n = split(excluded, list, " "); for (i = 1; i <= n; i++) skip[list[i]] = 1 }
    { split($2, here, ":"); split($3, there, ":") }
    here[2] == port && ($4 in active) && !(substr(there[1], length(there[1]) - 7) in skip) { found = 1 }
    END { exit found }'`
}

/** 127.0.0.1 → 0100007F, as the kernel prints it. */
function hexAddress(address: string): string {
  return address
    .split('.')
    .reverse()
    .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
    .join('')
}
