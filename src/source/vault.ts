import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { StackError } from '../errors.ts'
import { reveal, type Secret } from '../shell/secret.ts'
import type { Position } from './position.ts'

/** A vault password and the label it goes by (`default` where none was given). */
export interface VaultSecret {
  readonly id: string
  readonly secret: Secret
}

/** What opens whatever ansible-vault has encrypted: files and single values. */
export class Vault {
  readonly #secrets: readonly VaultSecret[]
  readonly #heard: (text: string) => void
  readonly #opened = new Map<string, Buffer>()

  /** `heard` is told every text that was encrypted, for the masking of output. */
  constructor(secrets: readonly VaultSecret[], heard: (text: string) => void = () => undefined) {
    this.#secrets = secrets
    this.#heard = heard
  }

  /**
   * The content of an encrypted file or value. Passwords with its label are tried first, then the others, as
   * Ansible does.
   * @param what for messages: a file's name, `this value`
   * @throws StackError `file` when no password is known, none fits, or the text is damaged
   */
  open(text: string, what: string, at: Position | undefined): Buffer {
    const known = this.#opened.get(text)
    if (known !== undefined) return known
    const envelope = readEnvelope(text, what, at)
    const { label } = envelope
    const secrets = [
      ...this.#secrets.filter(({ id }) => id === label),
      ...this.#secrets.filter(({ id }) => id !== label),
    ]
    if (secrets.length === 0) throw noPassword(what, at)
    for (const { secret } of secrets) {
      const content = decrypt(envelope, secret)
      if (content === undefined) continue
      this.#opened.set(text, content)
      return content
    }
    throw wrongPassword(what, label, secrets, at)
  }

  /** The same as text. @throws StackError `file`, also when it is no UTF-8 */
  openText(text: string, what: string, at: Position | undefined): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.open(text, what, at))
    } catch (error) {
      if (error instanceof StackError) throw error
      throw new StackError('file', `${what} is encrypted, and what is in it is not UTF-8 text`, { at })
    }
  }

  /** Says that a text was encrypted. */
  heard(text: string): void {
    this.#heard(text)
  }

  /** Says so of every text in a value. */
  heardDeep(value: unknown): void {
    if (typeof value === 'string') this.heard(value)
    else if (value instanceof Map) for (const item of value.values()) this.heardDeep(item)
    else if (Array.isArray(value)) for (const item of value) this.heardDeep(item)
    else if (typeof value === 'object' && value !== null) this.heardDeep(Object.values(value))
  }
}

/** For reading where no vault password is known: anything encrypted is refused. */
export const NO_VAULT = new Vault([])

const MARK = '$ANSIBLE_VAULT;'

/** Whether a file's content is encrypted. */
export function isVaulted(content: string | Buffer): boolean {
  return (
    typeof content === 'string' ? content : content.subarray(0, MARK.length).toString('latin1')
  ).startsWith(MARK)
}

interface Envelope {
  readonly label: string
  readonly salt: Buffer
  readonly hmac: Buffer
  readonly ciphertext: Buffer
}

/** The format 1.1 and 1.2 (with a label): Ansible's documentation, "Ansible Vault payload format 1.1 - 1.2". */
function readEnvelope(text: string, what: string, at: Position | undefined): Envelope {
  const [header = '', ...lines] = text.trim().split(/\r?\n/)
  const [mark, version = '', cipher = '', label = 'default'] = header.trim().split(';')
  if (mark !== '$ANSIBLE_VAULT') throw damaged(what, at, 'its first line is not that of ansible-vault')
  if (!['1.1', '1.2'].includes(version) || cipher !== 'AES256') {
    throw damaged(what, at, `its format ${version} ${cipher} is not known`)
  }
  const inner = fromHex(lines.map((line) => line.trim()).join(''))
    ?.toString('latin1')
    .split('\n')
  const [salt, hmac, ciphertext] = (inner ?? []).map(fromHex)
  if (salt === undefined || hmac === undefined || ciphertext === undefined) {
    throw damaged(what, at, 'it has been cut off or changed')
  }
  return { label, salt, hmac, ciphertext }
}

function fromHex(text: string): Buffer | undefined {
  return text.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(text) ? Buffer.from(text, 'hex') : undefined
}

/** PBKDF2 to 80 bytes: AES-256-CTR key, HMAC key, counter; PKCS#7 padding. Undefined when the password is another. */
function decrypt({ salt, hmac, ciphertext }: Envelope, secret: Secret): Buffer | undefined {
  const keys = pbkdf2Sync(reveal(secret), salt, 10_000, 80, 'sha256')
  const expected = createHmac('sha256', keys.subarray(32, 64)).update(ciphertext).digest()
  if (expected.length !== hmac.length || !timingSafeEqual(expected, hmac)) return undefined
  const decipher = createDecipheriv('aes-256-ctr', keys.subarray(0, 32), keys.subarray(64, 80))
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()])
  return padded.subarray(0, padded.length - (padded.at(-1) ?? 0))
}

function noPassword(what: string, at: Position | undefined): StackError {
  return new StackError('file', `${what} is encrypted with ansible-vault, and no vault password was given`, {
    at,
    hint: 'give it: --vault-password-file FILE, or --ask-vault-pass to be asked',
  })
}

function wrongPassword(
  what: string,
  label: string,
  secrets: readonly VaultSecret[],
  at: Position | undefined,
): StackError {
  const tried = secrets.map(({ id }) => id).join(', ')
  return new StackError(
    'file',
    `${what} is encrypted with another vault password than those given (${tried})`,
    {
      at,
      hint: label === 'default' ? undefined : `it is labelled ${label}: --vault-id ${label}@FILE`,
    },
  )
}

function damaged(what: string, at: Position | undefined, why: string): StackError {
  return new StackError('file', `${what} cannot be decrypted: ${why}`, {
    at,
    hint: 'take it from a copy that is whole; ansible-vault view shows whether it is',
  })
}
