import { randomBytes } from 'node:crypto'
import { StackError } from '../errors.ts'
import { becomeFailure } from './becomeFailure.ts'
import { FramedChannel } from './framedChannel.ts'
import type { Become } from './host.ts'
import type { Link } from './link.ts'
import { BOOT_COMMAND_LINE } from './loop.ts'
import { handshake, type Opening } from './opening.ts'

/**
 * Opens a long-lived `sh` as the login user, or as `become.user`. Unless a password has to be typed, all
 * is said in one write, without waiting for the far end.
 * @throws StackError `become`, `disconnected`, `unreachable`
 */
export async function openShell(link: Link, name: string, become?: Become): Promise<FramedChannel> {
  const nonce = randomBytes(16).toString('hex')
  const channel = await FramedChannel.open(link, BOOT_COMMAND_LINE, nonce)
  const opening = await handshake(channel, nonce, become)
  if (opening.kind === 'ready') {
    channel.pid = opening.pid
    return channel
  }
  channel.destroy()
  if (become !== undefined && link.isOpen) throw await becomeFailure(link, name, become, opening)
  throw shellFailure(link, name, opening)
}

function shellFailure(link: Link, name: string, opening: Opening): StackError {
  if (!link.isOpen) {
    return new StackError('disconnected', `the connection to ${name} broke while a shell was opened`, {
      host: name,
    })
  }
  const said = opening.kind === 'closed' ? lastLine(opening.output) : 'it did not answer in time'
  return new StackError('unreachable', `no shell could be started as ${link.description}: ${said}`, {
    host: name,
    hint: 'the user needs a login shell that can run `sh`; see its entry in /etc/passwd on the host',
  })
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() || 'it ended at once'
}
