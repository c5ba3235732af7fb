import { randomBytes } from 'node:crypto'
import { StackError } from '../errors.ts'
import { quote } from '../shell/command.ts'
import { FramedChannel } from './framedChannel.ts'
import { markCommand } from './frames.ts'
import type { ConnectOptions, LockRequest } from './host.ts'
import type { Link } from './link.ts'
import { BOOT_COMMAND_LINE, stage } from './loop.ts'

/** How long a holder whose controller has fallen silent keeps the lock. */
const SILENCE_S = 90
const HEARTBEAT_MS = 20_000
/** The second is for hosts where only root may write to the first. */
const LOCK_FILES = '/run/lock/stack.lock /tmp/stack.lock'

/**
 * Takes the host's lock on a channel of its own and keeps it until the returned function is called. The
 * kernel holds it (flock) for a process that ends with the channel, so a killed run leaves none behind; one
 * whose machine vanished is noticed by its missing heartbeat.
 * @throws StackError `locked` with the owner's words, `interrupted`, `environment`
 */
export async function takeLock(
  link: Link,
  name: string,
  lock: LockRequest,
  options: Pick<ConnectOptions, 'signal' | 'onWaiting'>,
): Promise<() => void> {
  const nonce = randomBytes(16).toString('hex')
  const channel = await FramedChannel.open(link, BOOT_COMMAND_LINE, nonce)
  const answer = await ask(channel, stage(lockScript(nonce, lock)), options)
  if (answer.kind === 'held') return holdUntilReleased(channel)
  channel.destroy()
  switch (answer.kind) {
    case 'busy':
      throw new StackError('locked', `another run holds ${name}: ${answer.owner}`, {
        host: name,
        hint: `wait for it to end, or end it; it was waited for ${lock.waitMs / 1000} s`,
      })
    case 'aborted':
      throw new StackError('interrupted', 'stopped by the user')
    case 'impossible':
      throw new StackError('environment', `no lock can be taken on ${name}: ${answer.why}`, {
        host: name,
        hint: 'the login user must be able to create a file in /run/lock or /tmp',
      })
  }
}

type Answer =
  | { readonly kind: 'held' }
  | { readonly kind: 'busy'; readonly owner: string }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'impossible'; readonly why: string }

function ask(
  channel: FramedChannel,
  script: Buffer,
  { signal, onWaiting }: Pick<ConnectOptions, 'signal' | 'onWaiting'>,
): Promise<Answer> {
  return new Promise((resolve) => {
    let output = ''
    let owner = 'an unknown owner'
    channel.listen({
      data: (_stream, bytes) => {
        output += bytes.toString('utf8')
      },
      mark: (_stream, { word }) => {
        if (word === 'held') resolve({ kind: 'held' })
        if (word === 'busy') resolve({ kind: 'busy', owner })
        if (word === 'before') output = ''
        if (word !== 'waiting') return
        owner = output.trim() || owner
        onWaiting?.(owner)
      },
    })
    signal?.addEventListener('abort', () => resolve({ kind: 'aborted' }), { once: true })
    void channel.closed.then(() => resolve({ kind: 'impossible', why: output.trim() || 'the shell ended' }))
    channel.write(script)
  })
}

function holdUntilReleased(channel: FramedChannel): () => void {
  const heart = setInterval(() => channel.write(Buffer.from('.')), HEARTBEAT_MS)
  heart.unref()
  void channel.closed.then(() => clearInterval(heart))
  return () => {
    clearInterval(heart)
    channel.end()
  }
}

// Opened for reading, for in a sticky directory not even root may open another user's file with O_CREAT
// (fs.protected_regular); `dd conv=nocreat` writes the owner's words without it.
function lockScript(nonce: string, lock: LockRequest): string {
  const say = (word: string): string => markCommand(nonce, '0', word)
  return `LC_ALL=C
export LC_ALL
${say('before')}
for file in ${lock.file === undefined ? LOCK_FILES : quote(lock.file)}; do
  [ -e "$file" ] || ( umask 0; set -C; : >"$file" ) 2>/dev/null
  [ -r "$file" ] && break
done
exec 9<"$file" || exit 1
owner=${quote(lock.owner)}
left=${Math.ceil(lock.waitMs / 1000)}
told=
until flock -n 9 || [ "$(cat -- "$file")" = "$owner" ]; do
  # Its holder may be this very run, under another name for the same machine, and about to say so.
  sleep 0.2
  flock -n 9 && break
  [ "$(cat -- "$file")" = "$owner" ] && break
  [ -n "$told" ] || { cat -- "$file"; ${say('waiting')}; told=1; }
  [ "$left" -gt 0 ] || { ${say('busy')}; exit 1; }
  flock -w 1 9 && break
  left=$((left - 1))
done
printf '%s\\n' "$owner" | dd of="$file" conv=nocreat 2>/dev/null
${say('held')}
while [ -n "$(timeout ${SILENCE_S} dd bs=1 count=1 2>/dev/null)" ]; do :; done`
}
