import { quote, script } from '../../shell/command.ts'
import type { Request } from '../../shell/request.ts'
import { SSH_CONNECTION } from '../sshConnection.ts'
import { DOMAINS, type Guarded } from './domains.ts'

/** Exit codes of the requests below; any other is a fault of the host. */
export const GUARD = { notRoot: 77, refused: 71, late: 72 } as const

const DIRECTORY = '/var/lib/stack-guard'
const SYSTEMD = '/etc/systemd/system'
const LIMIT_MS = 30_000

/** Where the old state and the outcome of a guard are on the host. Only root may look. */
export function guardDirectory(domain: Guarded): string {
  return `${DIRECTORY}/${domain}`
}

/**
 * Saves what is in force now, unless that was done before and still holds. Prints `at once` where the next
 * connection reads what is written next, so that writing it is the change already.
 */
export function keepRequest(domain: Guarded): Request {
  return request(`[ "$(id -u)" = 0 ] || exit 0
${settings(domain)}
${KEEP(domain)}
: >"$d/written"
if ${DOMAINS[domain].atOnce}; then echo 'at once'; fi`)
}

/**
 * Saves what is in force and starts the timer that puts it back after `seconds`. The timer is a unit of
 * systemd's on disk: it goes on after a reboot. Without systemd a detached process does it.
 */
export function armRequest(domain: Guarded, seconds: number): Request {
  const unit = `stack-guard-${domain}`
  return request(`[ "$(id -u)" = 0 ] || exit ${GUARD.notRoot}
${settings(domain)}
if ! said=$(${DOMAINS[domain].check} 2>&1); then
  printf '%s\\n' "$said" >&2
  [ -d "$kept" ] && ! { ${DOMAINS[domain].outdated}; } && : >"$d/armed" && ${write('"$d/restore"', restoreScript(domain))} && sh "$d/restore" run
  exit ${GUARD.refused}
fi
mkdir -p -- "$d" && exec 9>>"$d/lock" && flock 9 || exit
${KEEP(domain)}
rm -f -- "$d/result"
${write('"$d/restore"', restoreScript(domain))} || exit
: >"$d/armed" || exit
if [ -d /run/systemd/system ]; then
  ${write(`${SYSTEMD}/${unit}.service`, serviceUnit(domain))} || exit
  ${write(`${SYSTEMD}/${unit}.timer`, timerUnit(domain, seconds))} || exit
  mkdir -p ${SYSTEMD}/timers.target.wants
  ln -sfn ../${unit}.timer ${SYSTEMD}/timers.target.wants/${unit}.timer || exit
  systemctl restart ${unit}.timer || exit
else
  setsid sh -c 'sleep "$1"; exec sh "$2" timer' sh ${seconds} "$d/restore" >/dev/null 2>&1 </dev/null 9>&- &
fi`)
}

/** Ends the guard: what is in force stays. Exit code `late` when it was put back before. */
export function confirmRequest(domain: Guarded): Request {
  return request(`${settings(domain)}
exec 9>>"$d/lock" && flock 9 || exit
[ -e "$d/armed" ] || { cat -- "$d/result" 2>/dev/null; exit ${GUARD.late}; }
rm -f -- "$d/armed" || exit
${disarm(domain)}
rm -rf -- "$d"`)
}

/**
 * Puts back what was saved, now, or waits for whoever is doing it. Prints `restored by run` or
 * `restored by timer`, whoever it was, or what went wrong.
 */
export function restoreRequest(domain: Guarded): Request {
  return request(`sh ${guardDirectory(domain)}/restore run`)
}

/** Prints the ports that sshd listens on, one a line, after the port that this connection came in by. */
export function portsRequest(): Request {
  return request(`${SSH_CONNECTION}
set -- $connection
echo "\${4-}"
if systemctl -q is-active ssh.socket 2>/dev/null; then
  systemctl show --property=Listen ssh.socket | sed -n 's/^.*:\\([0-9][0-9]*\\) (Stream)$/\\1/p; s/^Listen=\\([0-9][0-9]*\\) (Stream)$/\\1/p'
else
  PATH=$PATH:/usr/sbin sshd -T 2>/dev/null | sed -n 's/^listenaddress .*:\\([0-9][0-9]*\\)$/\\1/p'
fi | sort -un`)
}

/**
 * What the timer runs. Whoever comes first, it or the one who confirms, holds the lock; interrupted by a
 * reboot, it is done again. A file is replaced whole, so that none is ever half there.
 */
function restoreScript(domain: Guarded): string {
  return `# Written by stack: puts ${DOMAINS[domain].what} back to how it was, unless the change was confirmed.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
${settings(domain)}
exec 9>>"$d/lock" && flock 9 || exit
[ -e "$d/armed" ] || { cat -- "$d/result" 2>/dev/null; exit 0; }
fault=
for path in $paths; do
  if [ -d "$kept$path" ] && [ ! -L "$kept$path" ]; then
    find "$kept$path" -type d | while IFS= read -r old; do
      now=\${old#"$kept"}
      mkdir -p -- "$now" && chown --reference="$old" -- "$now" && chmod --reference="$old" -- "$now"
    done
  fi
  find "$kept$path" ! -type d 2>/dev/null | while IFS= read -r old; do
    now=\${old#"$kept"}
    cp -a -- "$old" "$now.stack-guard" && mv -fT -- "$now.stack-guard" "$now"
  done
  find "$path" -depth 2>/dev/null | while IFS= read -r now; do
    [ -e "$kept$now" ] || [ -L "$kept$now" ] || rm -f -- "$now" 2>/dev/null || rmdir -- "$now" 2>/dev/null
  done
  if [ -e "$kept$path" ] || [ -e "$path" ]; then
    diff -r --no-dereference "$kept$path" "$path" >/dev/null 2>&1 || fault="\${fault}$path is not as it was; "
  fi
done
said=$( ( ${DOMAINS[domain].load}
) 2>&1 ) || fault="\${fault}it could not be loaded: $said"
if [ -z "$fault" ]; then echo "restored by $1"; else printf 'failed: %s\\n' "$fault" | tr '\\n' ' '; fi >"$d/result"
rm -f -- "$d/armed"
cat -- "$d/result"
[ -n "$fault" ] || rm -rf -- "$kept" "$active"
${disarm(domain)}`
}

/** The names that all scripts use. */
function settings(domain: Guarded): string {
  const { paths } = DOMAINS[domain]
  return `umask 077
d=${guardDirectory(domain)} kept=${guardDirectory(domain)}/kept active=${guardDirectory(domain)}/active
paths=${quote(paths.join(' '))}`
}

const KEEP = (domain: Guarded): string => `mkdir -p -- "$d" || exit
if [ -d "$kept" ] && { ${DOMAINS[domain].outdated}; }; then rm -rf -- "$kept"; fi
if [ ! -d "$kept" ]; then
  rm -rf -- "$d/new" && mkdir -- "$d/new" || exit
  for path in $paths; do
    [ -e "$path" ] || [ -L "$path" ] || continue
    mkdir -p -- "$d/new\${path%/*}" && cp -a -- "$path" "$d/new$path" || exit
  done
  ${DOMAINS[domain].note} || exit
  touch -- "$d/new" && mv -T -- "$d/new" "$kept" || exit
fi`

function disarm(domain: Guarded): string {
  const unit = `stack-guard-${domain}`
  return `[ -e ${SYSTEMD}/${unit}.timer ] && systemctl stop ${unit}.timer 2>/dev/null
rm -f -- ${SYSTEMD}/timers.target.wants/${unit}.timer ${SYSTEMD}/${unit}.timer ${SYSTEMD}/${unit}.service`
}

function serviceUnit(domain: Guarded): string {
  return `[Unit]
Description=Put ${DOMAINS[domain].what} back to how it was before a change that was not confirmed

[Service]
Type=oneshot
ExecStart=/bin/sh ${guardDirectory(domain)}/restore timer`
}

function timerUnit(domain: Guarded, seconds: number): string {
  return `[Unit]
Description=Wait for a change of ${DOMAINS[domain].what} to be confirmed

[Timer]
OnActiveSec=${seconds}
AccuracySec=100ms

[Install]
WantedBy=timers.target`
}

function write(path: string, text: string): string {
  return `printf '%s\\n' ${quote(text)} >${path}`
}

function request(text: string): Request {
  return { command: script(text), timeoutMs: LIMIT_MS }
}
