import { Secret } from '../shell/secret.ts'
import { readText } from '../source/text.ts'

interface PasswordFlags {
  readonly 'ask-become-pass': boolean
  readonly 'become-password-file': string | undefined
  readonly 'ask-pass': boolean
  readonly 'connection-password-file': string | undefined
}

export interface Passwords {
  readonly connectionPassword: Secret | undefined
  readonly becomePassword: Secret | undefined
}

/**
 * The passwords that the flags ask for, from files or from the user. As with Ansible an empty answer for
 * sudo means the same password as for the login.
 * @throws StackError `file`, or `usage` when there is no terminal to ask on
 */
export async function passwords(flags: PasswordFlags): Promise<Passwords> {
  const connectionPassword = await password(
    flags['ask-pass'],
    flags['connection-password-file'],
    'SSH password',
    '--connection-password-file',
  )
  const become = await password(
    flags['ask-become-pass'],
    flags['become-password-file'],
    'sudo password',
    '--become-password-file',
  )
  return { connectionPassword, becomePassword: become?.length === 0 ? connectionPassword : become }
}

async function password(
  ask: boolean,
  file: string | undefined,
  what: string,
  instead: string,
): Promise<Secret | undefined> {
  if (file !== undefined) return new Secret(readText(file).replace(/\r?\n$/, ''))
  if (!ask) return undefined
  // Loaded only when needed: it is by far the largest part of the program.
  const { askPassword } = await import('./prompts.ts')
  return askPassword(what, instead)
}
