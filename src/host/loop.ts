import { quote } from '../shell/command.ts'
import type { Rendered } from '../shell/render.ts'
import { markCommand } from './frames.ts'

/**
 * What the login shell is asked to run. It holds no quote, backslash, `!` or newline, so every login shell
 * (fish, csh …) takes it in single quotes as it is. It reads a stage: a line with a length, then that many
 * bytes of shell text. `dd` reads exactly what it is told from a pipe; `head` of other coreutils does not.
 */
export const BOOT = 'read -r n && eval "$(dd bs="$n" count=1 iflag=fullblock 2>/dev/null)"'

export const BOOT_COMMAND_LINE = `exec sh -c '${BOOT}'`

/** A stage as BOOT and the loop read it. */
export function stage(script: string): Buffer {
  return Buffer.from(`${Buffer.byteLength(script)}\n${script}`)
}

/**
 * The long-lived loop: says that it is ready (process id, uid, user name), then runs one message after
 * the other. `_q` runs a request without input, `_i` one with the bytes that follow in the stream; each ends
 * in a mark on both streams. A request is a subshell: it may exit, fail to parse, or change what it likes.
 * `eval` stands in the loop's body, not in its condition, where a script's `set -e` would be ignored.
 */
export function loopScript(nonce: string): string {
  return `LC_ALL=C LANG=C
export LC_ALL LANG
unset HISTFILE LANGUAGE ENV BASH_ENV TMOUT
for dir in /usr/local/sbin /usr/sbin /sbin; do
  case :$PATH: in *:$dir:*) ;; *) PATH=$PATH:$dir ;; esac
done
unset dir
export PATH
_m() {
  ${markCommand(nonce, '"$1"', '"$2"')}
  ${markCommand(nonce, '"$1"', '"$2"')} >&2
}
_e() {
  [ "$2" = 0 ] || [ "$_s" = 0 ] || _x=1
  _m "$1" "$2"
}
_q() {
  if [ "$_x" = 1 ]; then _m "$1" skip; return; fi
  ( ${CLEAN}; eval "$2" ) </dev/null
  _e "$1" $?
}
_i() {
  if [ "$_x" = 1 ]; then
    dd bs=65536 iflag=fullblock,count_bytes count="$2" >/dev/null 2>&1
    _m "$1" skip
    return
  fi
  dd bs=65536 iflag=fullblock,count_bytes count="$2" 2>/dev/null | {
    ( ${CLEAN}; eval "$3" )
    _r=$?
    [ "$2" -le 65536 ] || cat >/dev/null
    exit $_r
  }
  _e "$1" $?
}
_x=0 _s=0
_m 0 "ready:$$:$(id -u):$(id -un)"
while read -r _n; do
  eval "$(dd bs="$_n" count=1 iflag=fullblock 2>/dev/null)"
done`
}

const CLEAN = 'unset _x _s _n; unset -f _m _e _q _i'

/**
 * One message: all requests in one write. Input above one block of the pipe is drained when the command
 * does not read it, so the stream cannot get out of step.
 */
export function messageChunks(
  rendered: readonly Rendered[],
  firstSequence: number,
  stopOnFailure: boolean,
): Uint8Array[] {
  const lines = [`_x=0 _s=${stopOnFailure ? 1 : 0}`]
  const inputs: Uint8Array[] = []
  rendered.forEach(({ script, stdin }, index) => {
    const sequence = firstSequence + index
    if (stdin === undefined) lines.push(`_q ${sequence} ${quote(script)}`)
    else {
      lines.push(`_i ${sequence} ${stdin.length} ${quote(script)}`)
      inputs.push(stdin)
    }
  })
  lines.push(':')
  return joinSmall([stage(lines.join('\n')), ...inputs])
}

const JOIN_BELOW = 256 * 1024

/** Small pieces become one write, hence one packet; a large input is not copied. */
function joinSmall(pieces: readonly Uint8Array[]): Uint8Array[] {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return total <= JOIN_BELOW ? [Buffer.concat(pieces)] : [...pieces]
}
