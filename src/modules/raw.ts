import { script } from '../shell/command.ts'
import { exitCode } from '../shell/request.ts'
import { outputValues } from './command/result.ts'
import { actionModule } from './module.ts'

export const raw = actionModule({
  name: 'raw',
  collection: 'ansible.builtin',
  summary: "Runs a text through the host's shell, without any of the options of `shell`.",
  options: {
    free_form: { type: 'str', required: true, aliases: ['_raw_params'], description: 'The text.' },
    executable: { type: 'path', description: 'Accepted; the text runs with /bin/sh.' },
  },
  freeForm: 'free_form',
  examples: `
- name: See how long the host is up
  ansible.builtin.raw: uptime
  changed_when: false
`,
  async run(host, args, task) {
    const reply = await host.run({ command: script(args.free_form), env: task.environment })
    const rc = exitCode(reply.exit)
    const values = { rc, ...outputValues(reply, false) }
    return rc === 0
      ? { changed: true, values }
      : { changed: true, failed: true, values: { ...values, msg: 'non-zero return code' } }
  },
})
