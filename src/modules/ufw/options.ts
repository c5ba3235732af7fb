import type { Constraints, OptionSchema } from '../../source/schema.ts'

export const options = {
  state: {
    type: 'str',
    choices: ['disabled', 'enabled', 'reloaded', 'reset'],
    description:
      'Whether the firewall is loaded now and at boot; `reload` and `reset` (to the defaults of the installation) are done each time.',
  },
  default: {
    type: 'str',
    aliases: ['policy'],
    choices: ['allow', 'deny', 'reject'],
    description: 'Policy for traffic that no rule matches; incoming traffic unless `direction` says else.',
  },
  direction: {
    type: 'str',
    choices: ['in', 'incoming', 'out', 'outgoing', 'routed'],
    description: 'Direction of a rule (in, out) or of the default policy (incoming, outgoing, routed).',
  },
  logging: {
    type: 'str',
    choices: ['on', 'off', 'low', 'medium', 'high', 'full'],
    description: 'Level of logging; `on` keeps the level in force.',
  },
  insert: { type: 'int', description: 'Number that the rule gets; behind the last rule it is appended.' },
  insert_relative_to: {
    type: 'str',
    default: 'zero',
    choices: ['first-ipv4', 'first-ipv6', 'last-ipv4', 'last-ipv6', 'zero'],
    description: 'What `insert` counts from.',
  },
  rule: { type: 'str', choices: ['allow', 'deny', 'limit', 'reject'], description: 'What the rule does.' },
  log: { type: 'bool', default: false, description: 'Log new connections that match the rule.' },
  from_ip: {
    type: 'str',
    default: 'any',
    aliases: ['from', 'src'],
    description: 'Source address or network.',
  },
  from_port: { type: 'str', description: 'Source port, range `a:b`, list, or name of a service.' },
  to_ip: {
    type: 'str',
    default: 'any',
    aliases: ['dest', 'to'],
    description: 'Destination address or network.',
  },
  to_port: {
    type: 'str',
    aliases: ['port'],
    description: 'Destination port, range `a:b`, list, or name of a service.',
  },
  proto: {
    type: 'str',
    aliases: ['protocol'],
    choices: ['any', 'tcp', 'udp', 'ipv6', 'esp', 'ah', 'gre', 'igmp', 'vrrp'],
    description: 'Protocol.',
  },
  name: {
    type: 'str',
    aliases: ['app'],
    description: 'Name of an application profile in /etc/ufw/applications.d.',
  },
  delete: { type: 'bool', default: false, description: 'Delete the rule.' },
  interface: {
    type: 'str',
    aliases: ['if'],
    description: 'Interface of the rule; needs `direction`.',
  },
  interface_in: { type: 'str', aliases: ['if_in'], description: 'Interface that the traffic comes in by.' },
  interface_out: { type: 'str', aliases: ['if_out'], description: 'Interface that the traffic leaves by.' },
  route: { type: 'bool', default: false, description: 'A rule for traffic that passes through.' },
  comment: { type: 'str', description: 'A comment on the rule.' },
} as const satisfies OptionSchema

export const constraints: Constraints = {
  mutuallyExclusive: [
    ['name', 'proto', 'logging'],
    ['direction', 'interface_in'],
    ['direction', 'interface_out'],
  ],
  requiredOneOf: [['state', 'default', 'rule', 'logging']],
  requiredBy: { interface: ['direction'] },
}

export const examples = `
- name: Let SSH in, whoever asks
  community.general.ufw:
    rule: limit
    port: ssh
    proto: tcp

- name: Deny what is not allowed, and start
  community.general.ufw:
    default: deny
    direction: incoming
    state: enabled

- name: MySQL for the application server only
  community.general.ufw:
    rule: allow
    proto: tcp
    from_ip: 10.77.0.12
    port: "3306"
    comment: application
`
