import type { ArgsOf, OptionSchema } from '../../source/schema.ts'

/** Options that everything which speaks HTTP shares. */
export const httpOptions = {
  url: { type: 'str', required: true, description: 'Address.' },
  headers: { type: 'dict', default: {}, description: 'Headers to send.' },
  url_username: { type: 'str', aliases: ['user', 'username'], description: 'User for authentication.' },
  url_password: { type: 'str', secret: true, aliases: ['password'], description: 'Password for it.' },
  force_basic_auth: { type: 'bool', default: false, description: 'Send it without being asked.' },
  validate_certs: {
    type: 'bool',
    default: true,
    description: 'Refuse certificates that cannot be verified.',
  },
  ca_path: { type: 'path', description: 'Certificates of authorities to trust, a file on the host.' },
  client_cert: { type: 'path', description: 'Certificate to show, a file on the host.' },
  client_key: { type: 'path', description: 'Its key, a file on the host.' },
  http_agent: { type: 'str', default: 'ansible-httpget', description: 'The name to give.' },
  use_proxy: { type: 'bool', default: true, description: "Use the environment's proxy." },
  timeout: { type: 'int', default: 30, description: 'Seconds for the whole request.' },
  force: { type: 'bool', default: false, description: 'Ask caches for a fresh answer.' },
  use_gssapi: { type: 'bool', default: false, description: 'Accepted; not supported.' },
  use_netrc: { type: 'bool', default: true, description: 'Accepted; ~/.netrc is never read.' },
  unredirected_headers: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Accepted as Ansible has it.',
  },
  decompress: { type: 'bool', default: true, description: 'Unpack compressed answers.' },
} as const satisfies OptionSchema

export const uriOptions = {
  ...httpOptions,
  method: { type: 'str', default: 'GET', description: 'Method, in capitals.' },
  body: { type: 'raw', description: 'What to send.' },
  src: { type: 'str', description: 'File to send in place of `body`.' },
  remote_src: { type: 'bool', default: false, description: '`src` is on the host.' },
  body_format: {
    type: 'str',
    default: 'raw',
    choices: ['form-urlencoded', 'json', 'raw'],
    description: 'How `body` is written and what it is called.',
  },
  status_code: { type: 'list', elements: 'int', default: [200], description: 'Codes that mean success.' },
  return_content: { type: 'bool', default: false, description: 'Give what was answered.' },
  dest: { type: 'path', description: 'File on the host for what was answered.' },
  creates: { type: 'path', description: 'Do nothing when this path exists.' },
  removes: { type: 'path', description: 'Do nothing when this path does not exist.' },
  follow_redirects: {
    type: 'str',
    default: 'safe',
    choices: ['all', 'no', 'none', 'safe', 'urllib2', 'yes'],
    description: 'safe: only for GET and HEAD.',
  },
  unix_socket: { type: 'path', description: 'Socket to connect to in place of the address.' },
} as const satisfies OptionSchema

export type UriArgs = ArgsOf<typeof uriOptions>
