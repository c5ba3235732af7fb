import { passwordLine } from '../shell/render.ts'
import { becomeStage, sudoPrompt } from './become.ts'
import type { FramedChannel } from './framedChannel.ts'
import type { Become } from './host.ts'
import { loopScript, stage } from './loop.ts'

const OPEN_TIMEOUT_MS = 60_000

/** How the opening of a shell ended. */
export type Opening =
  | { readonly kind: 'ready'; readonly pid: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'closed'; readonly code: number | undefined; readonly output: string }

/** Turns a fresh BOOT into the loop, through sudo or su when asked, and tells how that ended. */
export function handshake(
  channel: FramedChannel,
  nonce: string,
  become: Become | undefined,
): Promise<Opening> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish({ kind: 'timeout' }), OPEN_TIMEOUT_MS)
    const finish = (opening: Opening): void => {
      clearTimeout(timer)
      resolve(opening)
    }
    const loop = stage(loopScript(nonce))
    const prompt = new Prompt(become, nonce)
    let output = ''
    let ready: Opening | undefined
    channel.listen({
      data: (stream, bytes) => {
        output += bytes.toString('utf8')
        if (stream !== 'stderr') return
        const answer = prompt.answer(bytes.toString('latin1'))
        if (answer === 'refused') finish({ kind: 'refused' })
        else if (answer !== undefined) channel.write(answer)
      },
      mark: (_stream, { word }) => {
        const [news, pid] = word.split(':')
        if (news === 'missing') finish({ kind: 'missing' })
        if (news === 'started') channel.write(loop)
        if (news !== 'ready') return
        // Both streams say so: what the login printed before that is behind us on either.
        if (ready !== undefined) finish(ready)
        ready = { kind: 'ready', pid: Number(pid) }
      },
    })
    void channel.closed.then(({ code }) => finish({ kind: 'closed', code, output }))
    if (become !== undefined) channel.write(stage(becomeStage(become, nonce)))
    if (become?.password === undefined) channel.write(loop)
  })
}

/** Watches stderr for a request for the password; a second one means that the first answer was wrong. */
class Prompt {
  readonly #become: Become | undefined
  readonly #prompt: string
  #seen = ''
  #answered = false

  constructor(become: Become | undefined, nonce: string) {
    this.#become = become
    this.#prompt = sudoPrompt(nonce)
  }

  answer(text: string): Buffer | 'refused' | undefined {
    const password = this.#become?.password
    if (password === undefined) return undefined
    this.#seen += text
    // su has no prompt of our choosing; before its shell starts, it says nothing but that prompt.
    const asked = this.#become?.method === 'su' ? !this.#answered : this.#seen.includes(this.#prompt)
    if (!asked) return undefined
    this.#seen = ''
    if (this.#answered) return 'refused'
    this.#answered = true
    return passwordLine(password)
  }
}
