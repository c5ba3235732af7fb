import { StackError } from '../errors.ts'
import type { Position } from './position.ts'

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

/** Text tagged `!vault`. It cannot be decrypted yet, so whoever uses it gets an error that says so. */
export class VaultText {
  readonly ciphertext: string
  readonly at: Position

  constructor(ciphertext: string, at: Position) {
    this.ciphertext = ciphertext
    this.at = at
  }

  /** @throws StackError `file` always, for now */
  open(): never {
    throw vaultError('this value', this.at)
  }

  toString(): never {
    return this.open()
  }

  toJSON(): { readonly __ansible_vault: string } {
    return { __ansible_vault: this.ciphertext }
  }
}

/** The error for anything encrypted with ansible-vault. */
export function vaultError(what: string, at: Position): StackError {
  return new StackError('file', `${what} is encrypted with ansible-vault, which cannot be decrypted yet`, {
    at,
    hint: 'decrypt it with ansible-vault, or give the value in a file that only you can read (-e @file)',
  })
}
