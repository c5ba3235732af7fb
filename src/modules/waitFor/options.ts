import type { ArgsOf, OptionSchema } from '../../source/schema.ts'

export const waitOptions = {
  host: { type: 'str', default: '127.0.0.1', description: 'Where the port is, seen from the host.' },
  port: { type: 'int', description: 'Port to try.' },
  path: { type: 'path', description: 'File to look at.' },
  state: {
    type: 'str',
    default: 'started',
    choices: ['absent', 'drained', 'present', 'started', 'stopped'],
    description: 'What is waited for: an open or closed port, a file or none, a port without connections.',
  },
  search_regex: { type: 'str', description: 'What the file or the port must say.' },
  timeout: { type: 'int', default: 300, description: 'Seconds to wait at most.' },
  delay: { type: 'int', default: 0, description: 'Seconds before the first try.' },
  sleep: { type: 'int', default: 1, description: 'Seconds between tries.' },
  connect_timeout: { type: 'int', default: 5, description: 'Seconds for one connection.' },
  active_connection_states: {
    type: 'list',
    elements: 'str',
    default: ['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'],
    description: 'Which connections keep a port from being drained.',
  },
  exclude_hosts: { type: 'list', elements: 'str', description: 'Addresses whose connections do not count.' },
  msg: { type: 'str', description: 'What to say when the time is over.' },
} as const satisfies OptionSchema

export type WaitArgs = ArgsOf<typeof waitOptions>
