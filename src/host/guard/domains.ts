/** What a change may cut off: the way in over SSH, by the firewall or by sshd itself. */
export type Guarded = 'firewall' | 'sshd'

export interface Domain {
  /** What is put back, for people. */
  readonly what: string
  /** Files and directories that make it up; links count as what they are. */
  readonly paths: readonly string[]
  /** Whether what was saved before stands for what is in force: shell, exit code 0 when it does not. */
  readonly outdated: string
  /** Whether a file counts from when it is written, without a restart: shell, exit code 0 when it does. */
  readonly atOnce: string
  /** Writes what runs now, beside the files, to `$active`. */
  readonly note: string
  /** Refuses a change that cannot work, in its own words; runs before anything is at risk. */
  readonly check: string
  /** Makes what was put back count, as `$active` says; its exit code tells whether it does. */
  readonly load: string
}

const UNITS = '/etc/systemd/system'

/** The names that stand for sshd in systemd; with socket activation it listens through ssh.socket. */
export const SSHD_UNITS: readonly string[] = ['ssh', 'ssh.service', 'sshd', 'sshd.service', 'ssh.socket']

export const UFW_UNITS: readonly string[] = ['ufw', 'ufw.service']

export const DOMAINS: Readonly<Record<Guarded, Domain>> = {
  firewall: {
    what: 'the firewall',
    paths: ['/etc/ufw', '/etc/default/ufw'],
    // Every change of rules is in force at once; files that somebody writes are from when ufw is loaded again.
    outdated: '[ ! -e "$d/written" ] || [ -n "$(find "$d/written" -mmin +60)" ]',
    atOnce: 'false',
    note: 'iptables -n -L ufw-user-input >/dev/null 2>&1 && echo yes >"$active" || echo no >"$active"',
    check: 'true',
    load: `init=/lib/ufw/ufw-init
if [ "$(cat "$active")" = yes ]; then
  "$init" force-reload && iptables -n -L ufw-user-input >/dev/null
else
  "$init" force-stop && ! iptables -n -L ufw-user-input >/dev/null 2>&1
fi`,
  },
  sshd: {
    what: 'sshd',
    paths: [
      '/etc/ssh',
      '/etc/default/ssh',
      ...['ssh.socket', 'ssh.service', 'sshd.service'].flatMap((unit) => [
        `${UNITS}/${unit}`,
        `${UNITS}/${unit}.d`,
        `${UNITS}/${unit}.requires`,
      ]),
      `${UNITS}/ssh@.service`,
      `${UNITS}/ssh@.service.d`,
      `${UNITS}/sshd@.service.d`,
      `${UNITS}/sockets.target.wants/ssh.socket`,
      `${UNITS}/multi-user.target.wants/ssh.service`,
    ],
    // Started after the copy was made, it runs with newer files than those.
    outdated: `made=$(stat -c %Y "$kept") newest=0
for unit in ssh.socket ssh.service; do
  entered=$(systemctl show --property=ActiveEnterTimestamp --value "$unit" 2>/dev/null)
  [ -n "$entered" ] || continue
  entered=$(date -d "$entered" +%s) && [ "$entered" -gt "$newest" ] && newest=$entered
done
[ "$newest" -gt "$made" ]`,
    // The socket will start an sshd: for the next connection, or for each.
    atOnce: 'systemctl -q is-active ssh.socket && ! systemctl -q is-active ssh.service',
    note: `for unit in ssh.socket ssh.service; do
  systemctl -q is-active "$unit" 2>/dev/null && echo "$unit"
done >"$active"
true`,
    // Its directory is not there while only the socket listens.
    check: 'mkdir -p -m 0755 /run/sshd && PATH=$PATH:/usr/sbin sshd -t',
    // A socket cannot start while the service that it starts is running. Sessions go on (KillMode=process).
    load: `systemctl daemon-reload
systemctl stop ssh.service ssh.socket 2>/dev/null
systemctl reset-failed ssh.service ssh.socket 2>/dev/null
good=true
for unit in ssh.socket ssh.service; do
  if grep -qx "$unit" "$active"; then systemctl start "$unit" || good=false; fi
done
$good`,
  },
}

/** What a file belongs to that is put back when a later restart cuts off SSH. */
export function domainOf(path: string): Guarded | undefined {
  const isIn = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`)
  const domains: readonly Guarded[] = ['firewall', 'sshd']
  return domains.find((domain) => DOMAINS[domain].paths.some((base) => isIn(path, base) || isIn(base, path)))
}
