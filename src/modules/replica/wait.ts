import { script } from '../../shell/command.ts'

/**
 * Shell function `wait_running CLIENT SECONDS`: until both threads of replication run; else it says on standard
 * error what they complain of. An error in applying is final, one in connecting may pass.
 */
export const WAIT = script(`wait_running() {
  waited=0
  while :; do
    status=$(echo 'SHOW REPLICA STATUS;' | "$1" --xml) || return 1
    if [ "$(printf '%s\\n' "$status" | grep -c '_\\(IO\\|SQL\\)_Running">Yes<')" -ge 2 ]; then return 0; fi
    printf '%s\\n' "$status" | grep -q 'Last_SQL_Errno">[1-9]' && break
    waited=$((waited + 1))
    [ "$waited" -le "$2" ] || break
    sleep 1
  done
  echo 'replication does not run:' >&2
  printf '%s\\n' "$status" | sed -n 's/.*name="\\(Last_\\(IO\\|SQL\\)_Err[a-z]*\\)">\\(..*\\)<\\/field>.*/\\1: \\3/p' | grep -v ': 0$' >&2
  return 1
}`)
