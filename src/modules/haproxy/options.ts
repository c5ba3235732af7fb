/** Ansible's options of the module haproxy. */
export const options = {
  host: { type: 'str', required: true, description: 'Name of the server in its backends.' },
  state: {
    type: 'str',
    required: true,
    choices: ['enabled', 'disabled', 'drain'],
    description:
      '`enabled`: takes traffic while its checks succeed. `drain`: gets no new users, is still checked. `disabled`: maintenance, not checked either.',
  },
  backend: { type: 'str', description: 'Backend of the server; without it, all that have such a server.' },
  socket: {
    type: 'path',
    default: '/var/run/haproxy.sock',
    description: "HAProxy's socket, of level admin. Debian's is /run/haproxy/admin.sock.",
  },
  weight: {
    type: 'str',
    description: 'With `enabled`: 0 to 256, or a percentage of the configured weight.',
  },
  drain: {
    type: 'bool',
    default: false,
    description: 'Wait until the server has no session left, and only then disable it.',
  },
  shutdown_sessions: {
    type: 'bool',
    default: false,
    description: 'End the sessions of a server that is disabled; with `drain`, those left after all retries.',
  },
  health: { type: 'bool', default: false, description: 'Switch its health checks on or off as well.' },
  agent: { type: 'bool', default: false, description: 'Switch its agent checks on or off as well.' },
  wait: {
    type: 'bool',
    default: false,
    description: 'Wait until the state is reached: with `enabled`, until its checks succeed.',
  },
  wait_interval: { type: 'int', default: 5, description: 'Seconds between two looks at the server.' },
  wait_retries: { type: 'int', default: 25, description: 'Looks at the server before giving up.' },
  fail_on_not_found: {
    type: 'bool',
    default: false,
    description: 'Fail when there is no such server; otherwise nothing is done.',
  },
} as const

export const examples = `
- name: No new users for web1, and at most a minute for those it has
  community.general.haproxy:
    socket: /run/haproxy/admin.sock
    host: web1
    state: drain
    drain: true
    shutdown_sessions: true
    wait_interval: 1
    wait_retries: 60
    fail_on_not_found: true
- name: Back to work, once its checks succeed
  community.general.haproxy:
    socket: /run/haproxy/admin.sock
    host: web1
    state: enabled
    wait: true
`
