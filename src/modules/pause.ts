import { controlModule } from './module.ts'

export const pause = controlModule({
  name: 'pause',
  collection: 'ansible.builtin',
  summary: 'Waits a while before going on.',
  options: {
    seconds: { type: 'int', description: 'Seconds to wait.' },
    minutes: { type: 'float', description: 'Minutes to wait.' },
    prompt: { type: 'str', description: 'Text to show; without a time, nothing is waited for.' },
    echo: { type: 'bool', default: true, description: 'Show what is typed.' },
  },
  constraints: { mutuallyExclusive: [['seconds', 'minutes']] },
  examples: `
- name: Let caches warm up
  ansible.builtin.pause:
    seconds: 5
`,
  run: (args) => {
    const asked = (args.seconds ?? 0) + (args.minutes ?? 0) * 60
    const timed = args.seconds !== undefined || args.minutes !== undefined
    const seconds = timed ? Math.max(1, asked) : 0
    const unit = args.minutes === undefined ? 'seconds' : 'minutes'
    const duration = args.minutes ?? seconds
    return {
      changed: false,
      values: {
        delta: Math.round(seconds),
        echo: args.echo,
        rc: 0,
        stderr: '',
        stdout: timed ? `Paused for ${duration} ${unit}` : '',
        user_input: '',
      },
      effects: seconds > 0 ? [{ kind: 'pause', ms: seconds * 1000 }] : [],
    }
  },
})
