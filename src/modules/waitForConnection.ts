import { sh } from '../shell/command.ts'
import { succeeded } from '../shell/request.ts'
import { actionModule, ModuleFailure } from './module.ts'

export const waitForConnection = actionModule({
  name: 'wait_for_connection',
  collection: 'ansible.builtin',
  summary: 'Waits until the host can be worked on.',
  options: {
    timeout: { type: 'int', default: 600, description: 'Seconds to wait at most.' },
    delay: { type: 'int', default: 0, description: 'Seconds before the first try.' },
    sleep: { type: 'int', default: 1, description: 'Seconds between tries.' },
    connect_timeout: { type: 'int', default: 5, description: 'Seconds for one connection.' },
  },
  examples: `
- name: Wait for the host
  ansible.builtin.wait_for_connection:
    timeout: 60
`,
  readOnly: () => true,
  async run(host, args, _task, signal) {
    const start = Date.now()
    const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    await pause(args.delay)
    let last = ''
    while (!signal.aborted && Date.now() - start < args.timeout * 1000) {
      try {
        const reply = await host.run({ command: sh`true` })
        if (succeeded(reply))
          return { changed: false, values: { elapsed: Math.floor((Date.now() - start) / 1000) } }
      } catch (error) {
        last = (error as Error).message
      }
      await pause(args.sleep)
    }
    throw new ModuleFailure(`timed out waiting for ping module test: ${last}`, {
      elapsed: Math.floor((Date.now() - start) / 1000),
    })
  },
})
