import { quote, script } from '../shell/command.ts'
import { byteLength } from '../shell/render.ts'
import type { Request } from '../shell/request.ts'
import type { MaybeSecret } from '../shell/secret.ts'
import { splitWords } from '../shell/split.ts'

export interface WriteOptions {
  /** Name or number; an existing file keeps its own, a new one gets the writer's. */
  readonly owner?: string | number | undefined
  readonly group?: string | number | undefined
  /** Anything `chmod` takes: `0644`, `u=rw,go=r`. An existing file keeps its own, a new one gets 0666 less the umask. */
  readonly mode?: string | undefined
  /** Keeps a copy of the old file beside it, named as Ansible does; its path is all of the reply's stdout. */
  readonly backup?: boolean | undefined
  /** Command run on the new content before it takes its place; `%s` is the temporary file. No shell reads it. */
  readonly validate?: string | undefined
  /** Write into the old file when it cannot be replaced by renaming (bind mounts such as a container's /etc/hosts). */
  readonly unsafe?: boolean | undefined
  /** Replace a symbolic link by a file instead of writing to its target. */
  readonly replaceLink?: boolean | undefined
}

/** Exit code of a `writeFile` whose `validate` refused the content; the validator's output is on stderr. */
export const VALIDATION_FAILED = 65

/**
 * Writes a whole file atomically: a temporary file in the same directory, owner and mode set and content
 * validated on it, synced, then renamed. On any failure or signal the old file stands and the temporary
 * one is gone. A stream cut short by a broken link is noticed by its length. The directory must exist.
 */
export function writeFile(
  path: string,
  content: MaybeSecret | Uint8Array,
  options: WriteOptions = {},
): Request {
  const size = byteLength(content)
  const lines = [
    `dest=${quote(path)}`,
    options.replaceLink ? '' : FOLLOW_LINK,
    TEMPORARY,
    'cat >"$tmp" || exit',
    `[ "$(stat -c %s -- "$tmp")" = ${size} ] || { echo 'the content did not arrive completely' >&2; exit 74; }`,
    KEEP_ATTRIBUTES,
    ...ownership(options),
    options.mode === undefined ? '' : `chmod -- ${quote(options.mode)} "$tmp" || exit`,
    options.validate === undefined
      ? ''
      : `${validator(options.validate)} >&2 </dev/null || exit ${VALIDATION_FAILED}`,
    options.backup ? BACKUP : '',
    'sync -- "$tmp" || exit',
    options.unsafe
      ? 'mv -fT -- "$tmp" "$dest" 2>/dev/null || cat -- "$tmp" >"$dest" || exit'
      : 'mv -fT -- "$tmp" "$dest" || exit',
  ]
  return { command: script(lines.filter((line) => line !== '').join('\n')), stdin: content }
}

// The dot keeps a newline at the end of a name from being eaten by the command substitution.
const FOLLOW_LINK = `if [ -L "$dest" ]; then
  dest=$(readlink -m -- "$dest" && echo .) || exit
  dest=\${dest%??}
fi`

const TEMPORARY = `case $dest in
  */*) dir=\${dest%/*}/ ;;
  *) dir=./ ;;
esac
tmp=
trap 'if [ -n "$tmp" ]; then rm -f -- "$tmp"; fi' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
tmp=$(mktemp -- "\${dir}.stack.XXXXXXXXXX") || exit`

// Ownership comes before the mode because chown clears setuid bits. Like Ansible, a writer who may not
// give the file away keeps it. `chmod =rw` honours the umask, as creating the file would have.
const KEEP_ATTRIBUTES = `if [ -e "$dest" ]; then
  chown --reference="$dest" -- "$tmp" 2>/dev/null
  chmod --reference="$dest" -- "$tmp" || exit
else
  chmod =rw -- "$tmp" || exit
fi`

const BACKUP = `if [ -e "$dest" ]; then
  saved=$dest.$$.$(date +%Y-%m-%d@%H:%M:%S)~
  cp -p -- "$dest" "$saved" || exit
  printf %s "$saved"
fi`

function ownership({ owner, group, mode }: WriteOptions): string[] {
  if (owner === undefined && group === undefined) return []
  const to = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  // Only when no mode is given must the bits that chown clears be put back.
  const restore = mode === undefined ? 'bits=$(stat -c %a -- "$tmp") || exit' : ''
  return [
    restore,
    `chown -- ${quote(to)} "$tmp" || exit`,
    restore === '' ? '' : 'chmod -- "$bits" "$tmp" || exit',
  ]
}

function validator(command: string): string {
  return splitWords(command)
    .map((word) => word.split('%s').map(quoteUnlessEmpty).join('"$tmp"') || "''")
    .join(' ')
}

function quoteUnlessEmpty(text: string): string {
  return text === '' ? '' : quote(text)
}
