import inquirer from 'inquirer'
import type { StepAnswer } from '../engine/options.ts'
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
  return new Secret(await ask({ type: 'password', message: `${what}:`, mask: false }, `no ${what} was given`))
}

/**
 * Asks whether to run a task, as `ansible-playbook --step` does; no answer means no.
 * @throws StackError `usage` without a terminal, `interrupted` when the user presses Ctrl-C
 */
export async function askStep(task: string): Promise<StepAnswer> {
  if (process.stdin.isTTY !== true) {
    throw new StackError('usage', '--step asks before each task, and standard input is no terminal', {
      hint: 'run it in a terminal, or leave --step out',
    })
  }
  const message = `Perform task: TASK: ${task} (N)o/(y)es/(c)ontinue:`
  const answer = (
    await ask({ type: 'input', message }, 'the run was stopped between two tasks')
  ).toLowerCase()
  if (answer === 'c' || answer === 'continue') return 'continue'
  return answer === 'y' || answer === 'yes' ? 'yes' : 'no'
}

type Question =
  | { readonly type: 'password'; readonly message: string; readonly mask: false }
  | { readonly type: 'input'; readonly message: string }

async function ask(question: Question, unanswered: string): Promise<string> {
  const prompt = inquirer.createPromptModule({ output: process.stderr })
  try {
    const { answer } = await prompt<{ answer: string }>([{ ...question, name: 'answer' }])
    return answer
  } catch (cause) {
    // inquirer rejects with this name when the prompt is closed by Ctrl-C.
    if (cause instanceof Error && cause.name === 'ExitPromptError') {
      throw new StackError('interrupted', unanswered, { cause })
    }
    throw cause
  }
}
