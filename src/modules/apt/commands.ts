import { type Command, quote, script } from '../../shell/command.ts'
import { NOTE } from '../../shell/notes.ts'
import type { Request } from '../../shell/request.ts'
import { PRINT_CACHE_TIME } from './cacheTime.ts'
import { DPKG_LOCKS, LISTS_LOCK, lockFunctions } from './locks.ts'
import type { AptArgs } from './options.ts'

const ENVIRONMENT = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBIAN_PRIORITY: 'critical',
  // Without it needrestart asks, or leaves services running with the old libraries.
  NEEDRESTART_MODE: 'a',
  APT_LISTCHANGES_FRONTEND: 'none',
}

export type UpdateArgs = Pick<
  AptArgs,
  'update_cache_retries' | 'update_cache_retry_max_delay' | 'lock_timeout'
>

/** Fetches the package lists when no one else does, trying again as often as asked. */
export function updateRequest(args: UpdateArgs): Request {
  return {
    env: ENVIRONMENT,
    command: script(`${lockFunctions(args.lock_timeout)}
before=$(${PRINT_CACHE_TIME})
try=1
until await ${LISTS_LOCK}; apt-get -q ${lockOption(args)} update; do
  rc=$?
  [ $try -lt ${args.update_cache_retries} ] || exit $rc
  delay=$((1 << try))
  [ $delay -le ${args.update_cache_retry_max_delay} ] || delay=${args.update_cache_retry_max_delay}
  sleep $delay
  try=$((try + 1))
done
after=$(${PRINT_CACHE_TIME})
# apt leaves the time alone when nothing was new; then the next run would fetch everything again.
touch -c -- /var/lib/apt/lists /var/lib/apt/periodic/update-success-stamp 2>/dev/null
printf '${NOTE}lists %s %s %s\\n' "$before" "$after" "$(${PRINT_CACHE_TIME})"`),
  }
}

/**
 * An apt-get command that changes packages: another apt is waited for, an interrupted dpkg is repaired first.
 * A note at the end tells whether anything changed at all.
 */
export function changeRequest(args: AptArgs, words: readonly string[]): Request {
  return { env: ENVIRONMENT, command: changing(args, script(aptGet(args, words))) }
}

/** The same around any other command on packages. */
export function changing(args: AptArgs, command: Command): Command {
  const options = dpkgOptions(args)
    .map((option) => `--${option}`)
    .map(quote)
    .join(' ')
  const locks = DPKG_LOCKS.join(' ')
  return script(`${lockFunctions(args.lock_timeout)}
before=$(cksum </var/lib/dpkg/status)
${args.policy_rc_d === undefined ? '' : policyRcD(args.policy_rc_d)}
# dpkg does not wait. Another one may have come between the looking and the doing.
until await ${locks}; dpkg ${options} --configure -a; do
  rc=$?
  free ${locks} && exit $rc
done
${command.text} || exit
printf '${NOTE}changed %s\\n' "$([ "$before" = "$(cksum </var/lib/dpkg/status)" ] && echo no || echo yes)"`)
}

export function aptGet(args: AptArgs, words: readonly string[]): string {
  const options = [
    '-q',
    '-y',
    ...dpkgOptions(args).flatMap((option) => ['-o', `Dpkg::Options::=--${option}`]),
    ...(args.default_release === undefined ? [] : ['-t', args.default_release]),
    ...(args.install_recommends === undefined
      ? []
      : ['-o', `APT::Install-Recommends=${args.install_recommends ? 'yes' : 'no'}`]),
    ...flags(args),
  ]
  return `apt-get -o Dpkg::Use-Pty=0 ${lockOption(args)} ${[...options, ...words].map(quote).join(' ')}`
}

function flags(args: AptArgs): string[] {
  const chosen: [boolean, readonly string[]][] = [
    [args.autoremove, ['--auto-remove']],
    [args.fail_on_autoremove, ['--no-remove']],
    [args.only_upgrade, ['--only-upgrade']],
    [args.state === 'fixed', ['--fix-broken']],
    [args.purge, ['--purge']],
    [args.allow_unauthenticated || args.force, ['--allow-unauthenticated']],
    [args.allow_downgrade || args.force, ['--allow-downgrades']],
    [args.allow_change_held_packages || args.force, ['--allow-change-held-packages']],
    [args.force, ['--allow-remove-essential']],
  ]
  return chosen.flatMap(([wanted, words]) => (wanted ? words : []))
}

function lockOption(args: Pick<AptArgs, 'lock_timeout'>): string {
  return `-o DPkg::Lock::Timeout=${args.lock_timeout}`
}

function dpkgOptions(args: AptArgs): string[] {
  return args.dpkg_options
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option !== '')
}

/** A policy of the host's own is put aside and put back, whatever happens. */
function policyRcD(code: number): string {
  return `policy=/usr/sbin/policy-rc.d
saved=
if [ -e $policy ]; then saved=$(mktemp -u $policy.XXXXXX) && mv $policy "$saved" || exit; fi
trap 'rm -f $policy; [ -z "$saved" ] || mv -f "$saved" $policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
printf '#!/bin/sh\\nexit ${code}\\n' >$policy && chmod 755 $policy || exit`
}
