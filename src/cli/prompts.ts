import inquirer from 'inquirer'
import { StackError } from '../errors.ts'
import { Secret } from '../shell/secret.ts'

/**
 * Asks for a password without showing it. The question goes to standard error, so that standard output
 * stays what ansible-playbook prints.
 * @param what `sudo password`
 * @param instead the flag that gives it without a terminal
 * @throws StackError `usage` without a terminal, `interrupted` when the user presses Ctrl-C
 */
export async function askPassword(what: string, instead: string): Promise<Secret> {
  if (process.stdin.isTTY !== true) {
    throw new StackError('usage', `the ${what} cannot be asked for: standard input is no terminal`, {
      hint: `run it in a terminal, or give ${instead} FILE`,
    })
  }
  const prompt = inquirer.createPromptModule({ output: process.stderr })
  try {
    const { answer } = await prompt<{ answer: string }>([
      { type: 'password', name: 'answer', message: `${what}:`, mask: false },
    ])
    return new Secret(answer)
  } catch (cause) {
    // inquirer rejects with this name when the prompt is closed by Ctrl-C.
    if (cause instanceof Error && cause.name === 'ExitPromptError') {
      throw new StackError('interrupted', `no ${what} was given`, { cause })
    }
    throw cause
  }
}
