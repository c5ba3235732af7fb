/** What another apt or dpkg holds while it changes packages. */
export const DPKG_LOCKS = ['/var/lib/dpkg/lock-frontend', '/var/lib/dpkg/lock']
/** And while it fetches the package lists, for which apt itself does not wait. */
export const LISTS_LOCK = '/var/lib/apt/lists/lock'

/**
 * Shell functions. `free FILE...` succeeds when nobody holds a lock on any of the files, and else says who does in
 * `$holder`; `await FILE...` waits for that, `seconds` at most in the whole script, and then ends it, saying so. The
 * kernel's list of locks names files by their number alone, so the holder has to have the very file open.
 */
export function lockFunctions(seconds: number): string {
  return `patience=${seconds}
free() {
  for lock do
    number=$(stat -c %i -- "$lock" 2>/dev/null) || continue
    for pid in $(sed -n "s/^[0-9]*: POSIX .* \\([0-9]*\\) [^ ]*:$number 0 EOF$/\\1/p" /proc/locks 2>/dev/null); do
      for file in /proc/"$pid"/fd/*; do
        [ "$file" -ef "$lock" ] || continue
        holder="$lock, which process $pid ($(cat /proc/"$pid"/comm)) holds"
        return 1
      done
    done
  done
}
await() {
  told=
  until free "$@"; do
    [ -n "$told" ] || printf 'waiting for %s\\n' "$holder" >&2
    told=1
    [ "$patience" -gt 0 ] || { printf 'waited ${seconds} s for %s\\n' "$holder" >&2; exit 100; }
    sleep 1
    patience=$((patience - 1))
  done
}`
}
