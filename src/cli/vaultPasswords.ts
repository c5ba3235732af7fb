import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { basename } from 'node:path'
import { StackError } from '../errors.ts'
import { Secret } from '../shell/secret.ts'
import { readText, reasonOf } from '../source/text.ts'
import type { VaultSecret } from '../source/vault.ts'

export interface VaultFlags {
  readonly 'vault-id': readonly string[]
  readonly 'vault-password-file': readonly string[]
  readonly 'ask-vault-pass': boolean
}

/**
 * The vault passwords that the flags name: `--vault-id label@source`, where the source is a file, a program
 * that prints the password, or `prompt`. Without any flag, those of ANSIBLE_VAULT_IDENTITY_LIST and
 * ANSIBLE_VAULT_PASSWORD_FILE.
 * @throws StackError `file`, or `usage` when there is no terminal to ask on
 */
export async function vaultSecrets(flags: VaultFlags): Promise<readonly VaultSecret[]> {
  const secrets: VaultSecret[] = []
  for (const given of identities(flags)) {
    const at = given.indexOf('@')
    const id = at > 0 ? given.slice(0, at) : 'default'
    secrets.push({ id, secret: await passwordFrom(given.slice(at + 1), id) })
  }
  return secrets
}

function identities(flags: VaultFlags): readonly string[] {
  const given = [
    ...flags['vault-id'],
    ...flags['vault-password-file'].map((file) => `default@${file}`),
    ...(flags['ask-vault-pass'] ? ['default@prompt'] : []),
  ]
  if (given.length > 0) return given
  const { ANSIBLE_VAULT_IDENTITY_LIST: list = '', ANSIBLE_VAULT_PASSWORD_FILE: file = '' } = process.env
  const listed = list.split(',').filter((one) => one.trim() !== '')
  return [...listed.map((one) => one.trim()), ...(file === '' ? [] : [`default@${file}`])]
}

async function passwordFrom(source: string, id: string): Promise<Secret> {
  if (source === 'prompt' || source === 'prompt_ask_vault_pass') {
    // Loaded only when needed: it is by far the largest part of the program.
    const { askPassword } = await import('./prompts.ts')
    return askPassword(
      id === 'default' ? 'vault password' : `vault password (${id})`,
      '--vault-password-file',
    )
  }
  const text = isProgram(source) ? outputOf(source, id) : readText(source)
  const password = text.trim()
  if (password === '') throw new StackError('file', `the vault password file ${source} is empty`)
  return new Secret(password)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A program whose name ends in `-client` is told which vault it is asked for, as with Ansible. */
function outputOf(file: string, id: string): string {
  const isClient = /-client(\.[^.]*)?$/.test(basename(file))
  const program = file.includes('/') ? file : `./${file}`
  const { error, status, stdout } = spawnSync(program, isClient ? ['--vault-id', id] : [], {
    encoding: 'utf8',
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  if (error === undefined && status === 0) return stdout
  const why = error === undefined ? `it ended with exit code ${status}` : reasonOf(error)
  throw new StackError('file', `the vault password program ${file} gave no password: ${why}`, {
    hint: 'a file that holds the password itself must not be executable: chmod -x',
  })
}
