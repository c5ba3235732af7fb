import type { ObservationKind } from '../host/observation.ts'
import { sh } from '../shell/command.ts'
import { stateModule } from './module.ts'

const answers: ObservationKind<'shell', true> = {
  name: 'ping',
  id: (key) => key,
  fetch: () => ({ command: sh`true` }),
  parse: (_reply, keys) => keys.map(() => true),
}

/** The smallest module: copy it to start a new one. */
export const ping = stateModule({
  name: 'ping',
  collection: 'ansible.builtin',
  summary: 'Answers with pong when a host can be logged in to and its shell works.',
  options: {
    data: { type: 'str', default: 'pong', description: 'What to answer with.' },
  },
  examples: `
- name: See whether the host answers
  ansible.builtin.ping:
`,
  probe: (host) => host.observe(answers, 'shell'),
  plan: (args) => ({ steps: [], values: { ping: args.data } }),
})
