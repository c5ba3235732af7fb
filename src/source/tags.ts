import type { Position } from './position.ts'
import type { Vault } from './vault.ts'

/** Text tagged `!unsafe`: used as it is, never rendered as a template. */
export class UnsafeText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }

  toJSON(): string {
    return this.text
  }
}

/** Text tagged `!vault`, decrypted when it is used. */
export class VaultText {
  readonly ciphertext: string
  readonly at: Position
  readonly #vault: Vault

  constructor(ciphertext: string, at: Position, vault: Vault) {
    this.ciphertext = ciphertext
    this.at = at
    this.#vault = vault
  }

  /** The text in clear. @throws StackError `file` when no password fits */
  toString(): string {
    const text = this.#vault.openText(this.ciphertext, 'this value', this.at)
    this.#vault.heard(text)
    return text
  }

  toJSON(): { readonly __ansible_vault: string } {
    return { __ansible_vault: this.ciphertext }
  }
}
