import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2'
import { StackError } from '../errors.ts'
import { revealText } from '../shell/secret.ts'
import type { SshSpec } from './host.ts'
import { readPrivateKey } from './privateKey.ts'

/** The ways to log in that a spec gives, tried in order, and what became of them. */
export class Login {
  readonly #spec: SshSpec
  readonly #waiting: { readonly title: string; readonly method: AnyAuthMethod }[] = []
  readonly #tried: string[] = []
  readonly #skipped: string[] = []
  #offered: readonly string[] = []

  /** Keys first, then the agent, then the password, as OpenSSH orders methods. */
  constructor(spec: SshSpec) {
    this.#spec = spec
    const username = spec.user
    for (const file of spec.privateKeyFiles) this.#addKey(file)
    if (spec.agentSocket !== undefined) {
      this.#add('agent', { type: 'agent', username, agent: spec.agentSocket })
    }
    if (spec.password !== undefined) {
      const password = revealText(spec.password)
      this.#add('password', { type: 'password', username, password })
      this.#add('keyboard-interactive', {
        type: 'keyboard-interactive',
        username,
        prompt: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password)),
      })
    }
    // Without any method, asking for none still tells what the server would take.
    if (this.#waiting.length === 0) this.#waiting.push({ title: '', method: { type: 'none', username } })
  }

  readonly next: AuthHandlerMiddleware = (offered: readonly string[] | null, _partial, done) => {
    if (offered !== null) this.#offered = offered
    for (let possible = this.#waiting.shift(); possible !== undefined; possible = this.#waiting.shift()) {
      const { title, method } = possible
      const type = method.type === 'agent' ? 'publickey' : method.type
      if (offered !== null && !offered.includes(type)) continue
      if (title !== '') this.#tried.push(title)
      return done(method)
    }
    // ssh2 ends the login when it is handed `false`; its types leave that out.
    done(false as never)
  }

  /** The error for a login that was refused. */
  refused(name: string, cause: unknown): StackError {
    const { user, address, port } = this.#spec
    const tried = this.#tried.length === 0 ? 'nothing to try' : `tried ${this.#tried.join(', ')}`
    const offered = this.#offered.length === 0 ? '' : `; the server takes ${this.#offered.join(', ')}`
    const skipped = this.#skipped.length === 0 ? '' : `; not tried: ${this.#skipped.join(', ')}`
    return new StackError(
      'auth',
      `${name} refused the login of ${user} at ${address} port ${port}: ${tried}${skipped}${offered}`,
      { host: name, cause, hint: this.#hint() },
    )
  }

  #hint(): string {
    const encrypted = this.#skipped.find((text) => text.includes('passphrase'))
    if (encrypted !== undefined && !this.#tried.includes('agent'))
      return `add the key to an agent: ssh-add ${encrypted.split(' ')[1]}`
    if (!this.#offered.includes('publickey') && this.#spec.password === undefined) {
      return 'give the password with --ask-pass or ansible_password'
    }
    return `check the user and the key: ssh -p ${this.#spec.port} ${this.#spec.user}@${this.#spec.address}`
  }

  #addKey(file: string): void {
    const key = readPrivateKey(file)
    if (key.kind === 'key') {
      this.#add(`key ${file}`, { type: 'publickey', username: this.#spec.user, key: key.content })
    } else if (key.kind === 'encrypted') this.#skipped.push(`key ${file} (it has a passphrase)`)
    else this.#skipped.push(`key ${file} (${key.why})`)
  }

  #add(title: string, method: AnyAuthMethod): void {
    this.#waiting.push({ title, method })
  }
}
