import { StackError } from '../errors.ts'
import { initOf } from './machine.ts'
import { labNames } from './names.ts'
import { type Finished, run } from './process.ts'
import { hostOf, requireState } from './state.ts'

export interface EnterOptions {
  /** Hands the terminal over; the result then has no output. */
  readonly interactive?: boolean | undefined
  readonly input?: string | undefined
}

/**
 * Runs a command as root in a host, past its network and sshd: it works whatever the host's firewall says.
 * Throws StackError `unknown` for a lab or host that does not exist, `environment` for one that is down.
 */
export async function labExec(
  lab: string,
  host: string,
  argv: readonly string[],
  options: EnterOptions = {},
): Promise<Finished> {
  hostOf(await requireState(lab), host)
  const init = await initOf(lab, host)
  if (init === undefined) {
    throw new StackError('environment', `lab host ${host} is not running`, {
      host,
      hint: `start it again with "stack lab reset ${host}"`,
    })
  }
  const enter = ['nsenter', `--target=${init}`, '--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup']
  const clean = ['env', '-i', '--chdir=/', 'HOME=/root', 'LANG=C.UTF-8', `TERM=${process.env.TERM ?? 'dumb'}`]
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
  return run([...enter, '--root', '--', ...clean, path, ...argv], options)
}

/**
 * Runs ssh to a host, as `user`, with the lab's key and its known host keys only; without a command,
 * a login shell. Errors as for `labExec`.
 */
export async function labSsh(
  lab: string,
  host: string,
  argv: readonly string[] = [],
  options: EnterOptions & { readonly user?: string | undefined } = {},
): Promise<Finished> {
  const { address } = hostOf(await requireState(lab), host)
  return run([...labSshCommand(lab), `${options.user ?? 'root'}@${address}`, ...argv], options)
}

/** The ssh command line that reaches a lab's hosts, without the destination. */
export function labSshCommand(lab: string): string[] {
  return ['ssh', ...['-F', 'none', '-i', labKey(lab)], ...sshOptions(lab).flatMap((option) => ['-o', option])]
}

/** The path of the private key that logs in to every host of the lab as root, `ops` and `deploy`. */
export function labKey(lab: string): string {
  return labNames(lab).key
}

/** The path of a known_hosts file with the keys of all hosts of the lab, by address and by name. */
export function labKnownHosts(lab: string): string {
  return labNames(lab).knownHosts
}

/** The name (as in `ip netns`) of the namespace in which the lab's hosts are bridged. */
export function labNetns(lab: string): string {
  return labNames(lab).netns
}

function sshOptions(lab: string): string[] {
  return [
    ...[`UserKnownHostsFile=${labKnownHosts(lab)}`, 'GlobalKnownHostsFile=none', 'StrictHostKeyChecking=yes'],
    ...['IdentitiesOnly=yes', 'PreferredAuthentications=publickey', 'ConnectTimeout=10', 'LogLevel=ERROR'],
  ]
}
