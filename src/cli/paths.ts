import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { StackError } from '../errors.ts'

/** A playbook of the stack's own, by default the one for all of it, beside the program whether it is bundled or not. */
export function shippedPlaybook(name = 'site.yml'): string {
  let directory = import.meta.dirname
  for (let up = 0; up < 4; up++) {
    const playbook = join(directory, 'playbooks', name)
    if (existsSync(playbook)) return playbook
    directory = dirname(directory)
  }
  throw new StackError('environment', 'the playbooks that belong to stack are missing', {
    hint: 'install it again, or name a playbook with --playbook',
  })
}

/** Where what a failed run still owes is remembered: below XDG_STATE_HOME, by default ~/.local/state. */
export function stateDirectory(): string {
  const home = process.env.XDG_STATE_HOME
  return join(home !== undefined && home !== '' ? home : join(homedir(), '.local', 'state'), 'stack')
}
