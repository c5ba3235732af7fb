import { script, sh } from '../shell/command.ts'
import type { Request } from '../shell/request.ts'

/**
 * Ends a loop's shell and all that runs below it: first TERM, after the grace KILL. Processes are found in
 * /proc, since `ps` may be missing; zombies count as gone. What is still there in the end is the reply's
 * stdout, a line `pid name` each, with exit code 1.
 */
export function killTree(pid: number, graceMs: number): Request {
  const rounds = Math.ceil(graceMs / 100)
  return { command: script(`${sh`root=${pid} rounds=${rounds}`.text}\n${KILL}`) }
}

// /proc/PID/stat is `pid (name) state ppid …`, and a name may hold blanks and parentheses. The loop goes
// first, or it would begin with its next request. Children adopted by init later are still in `tree`.
const KILL = `scan() {
  table=
  for file in /proc/[0-9]*/stat; do
    { read -r line <"$file"; } 2>/dev/null || continue
    pid=\${line%% *}
    set -- \${line##*) }
    [ "$1" = Z ] || table="$table $pid:$2"
  done
}
grow() {
  more=1
  while [ "$more" = 1 ]; do
    more=0
    for pair in $table; do
      case "$tree" in *" \${pair%:*} "*) continue ;; esac
      case "$tree" in *" \${pair#*:} "*) tree="$tree\${pair%:*} " more=1 ;; esac
    done
  done
}
alive() {
  scan
  grow
  left=
  for pair in $table; do
    case "$tree" in *" \${pair%:*} "*) left="$left \${pair%:*}" ;; esac
  done
  [ -n "$left" ]
}
tree=" $root "
alive || exit 0
below=
for pid in $left; do [ "$pid" = "$root" ] || below="$below $pid"; done
kill -KILL "$root" 2>/dev/null
[ -z "$below" ] || kill -TERM $below 2>/dev/null
round=0
while alive; do
  round=$((round + 1))
  [ "$round" -lt "$rounds" ] || kill -KILL $left 2>/dev/null
  [ "$round" -lt $((rounds + 10)) ] || break
  sleep 0.1
done
alive || exit 0
for pid in $left; do
  name=
  { read -r name <"/proc/$pid/comm"; } 2>/dev/null
  printf '%s %s\\n' "$pid" "$name"
done
exit 1`
