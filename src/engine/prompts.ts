import { StackError, StackErrors } from '../errors.ts'
import type { Values } from '../modules/module.ts'
import type { Play } from '../playbook/model.ts'

/**
 * Answers to `vars_prompt` without asking: extra variables and defaults, as Ansible does off a terminal.
 * @throws StackErrors for prompts that have neither
 */
export function promptAnswers(plays: readonly Play[], extraVars: Values): ReadonlyMap<string, Values> {
  const errors: StackError[] = []
  const answers = plays.map((play): readonly [string, Values] => {
    const values: Record<string, unknown> = {}
    for (const prompt of play.varsPrompt) {
      if (Object.hasOwn(extraVars, prompt.name)) continue
      if (prompt.default === undefined)
        errors.push(
          new StackError('usage', `play "${play.name}" asks for '${prompt.name}' and has no default`, {
            at: prompt.at,
            hint: `give it with --extra-vars ${prompt.name}=…`,
          }),
        )
      else values[prompt.name] = prompt.default
    }
    return [play.name, values]
  })
  if (errors.length > 0) throw new StackErrors(errors)
  return new Map(answers)
}
