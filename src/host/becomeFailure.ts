import { randomBytes } from 'node:crypto'
import { StackError } from '../errors.ts'
import { askWhetherPrompted, sudoPrompt } from './become.ts'
import type { Become } from './host.ts'
import type { Link } from './link.ts'
import { BOOT_COMMAND_LINE, stage } from './loop.ts'
import type { Opening } from './opening.ts'

/** Why sudo or su did not give a shell, as an error that says what to do. */
export async function becomeFailure(
  link: Link,
  name: string,
  become: Become,
  opening: Opening,
): Promise<StackError> {
  const { method, user, password } = become
  const error = (message: string, hint: string): StackError =>
    new StackError('become', message, { host: name, hint })
  if (opening.kind === 'missing') {
    const other = method === 'sudo' ? 'su' : 'sudo'
    return error(
      `there is no ${method} on ${name}`,
      `install ${method} there, log in as ${user}, or set ansible_become_method: ${other}`,
    )
  }
  if (password !== undefined && (opening.kind === 'refused' || (method === 'su' && wasClosed(opening)))) {
    return error(
      `${method} refused the password of ${method === 'su' ? user : link.user} on ${name}`,
      'give the right one with --ask-become-pass or ansible_become_password',
    )
  }
  if (opening.kind === 'timeout') {
    return error(`${method} on ${name} did not answer`, `try \`${method} -u ${user} true\` there by hand`)
  }
  if (password === undefined && (method === 'su' || (await asksForPassword(link, become)))) {
    return error(
      `${method} on ${name} wants a password to work as ${user}, and none was given`,
      'give it with --ask-become-pass or ansible_become_password',
    )
  }
  const said = opening.kind === 'closed' ? opening.output.trim().split('\n').at(-1) : ''
  return error(
    `${method} on ${name} does not let ${link.user} work as ${user}${said ? `: ${said}` : ''}`,
    `allow it there, for example in /etc/sudoers.d: ${link.user} ALL=(${user}) ALL`,
  )
}

function wasClosed(opening: Opening): boolean {
  return opening.kind === 'closed'
}

async function asksForPassword(link: Link, become: Become): Promise<boolean> {
  const nonce = randomBytes(16).toString('hex')
  let output = ''
  const channel = await link.open(BOOT_COMMAND_LINE, (_stream, chunk) => {
    output += chunk.toString('latin1')
  })
  channel.write(stage(askWhetherPrompted(become, nonce)))
  channel.end()
  await channel.closed
  return output.includes(sudoPrompt(nonce))
}
