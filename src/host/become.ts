import { quote } from '../shell/command.ts'
import { splitWords } from '../shell/split.ts'
import { markCommand } from './frames.ts'
import type { Become } from './host.ts'
import { BOOT } from './loop.ts'

/** What sudo prints when it wants a password: told apart from anything else by the nonce. */
export function sudoPrompt(nonce: string): string {
  return `[stack ${nonce}] `
}

/**
 * Shell text that turns the login user's shell into one of `become.user`, waiting in BOOT for its first
 * stage. Without a password sudo is told not to ask (`-n`), so what follows in the stream can't be eaten by
 * a prompt; with one, the new shell marks that it started, since only then the stream is its own. Flags
 * given by the user replace `-H`, as in Ansible.
 */
export function becomeStage(become: Become, nonce: string): string {
  const { method, user, password } = become
  const started = markCommand(nonce, '0', 'started')
  const boot = quote(password === undefined ? BOOT : `${started}; ${BOOT}`)
  const flags = splitWords(become.flags ?? '').map((word) => quote(word))
  const missing = markCommand(nonce, '0', `missing:${method}`)
  const words =
    method === 'sudo'
      ? [
          'sudo',
          ...(flags.length === 0 ? ['-H'] : flags),
          ...(password === undefined ? ['-n'] : ['-S', '-p', quote(sudoPrompt(nonce))]),
          '-u',
          quote(user),
          `sh -c ${boot}`,
        ]
      : ['su', ...flags, '-s /bin/sh', '-c', boot, '--', quote(user)]
  return `LC_ALL=C
export LC_ALL
command -v ${method} >/dev/null || { ${missing}; exit 127; }
exec ${words.join(' ')}`
}

/** Shell text that finds out whether sudo would take a password: then it prints its prompt and gets none. */
export function askWhetherPrompted(become: Become, nonce: string): string {
  return `LC_ALL=C sudo -S -p ${quote(sudoPrompt(nonce))} -u ${quote(become.user)} true </dev/null 2>&1`
}
