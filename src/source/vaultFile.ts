import type { Position } from './position.ts'
import { readText } from './text.ts'
import { isVaulted, type Vault } from './vault.ts'

/**
 * The text of a file of the user's, decrypted where it is encrypted.
 * @param at what names the file, for errors
 * @throws StackError `file` as `readText` and `Vault.open`
 */
export function readOpened(file: string, vault: Vault, at?: Position): string {
  const text = readText(file, at)
  return isVaulted(text) ? vault.openText(text, file, { file, line: 1, column: 1 }) : text
}
