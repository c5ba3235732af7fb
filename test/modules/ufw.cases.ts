import type { UfwState } from '../../src/modules/ufw/state.ts'

/** What the reading command printed on a Debian 13 host with some rules, reached over SSH. */
export const RECORDED = `IPV6=yes
DEFAULT_INPUT_POLICY="DROP"
DEFAULT_OUTPUT_POLICY="ACCEPT"
DEFAULT_FORWARD_POLICY="DROP"
DEFAULT_APPLICATION_POLICY="SKIP"
MANAGE_BUILTINS=no
IPT_SYSCTL=/etc/ufw/sysctl.conf
IPT_MODULES=""
ENABLED=yes
LOGLEVEL=low
KERNEL_IPV6=yes
LOADED=yes
4 limit tcp 22 0.0.0.0/0 any 0.0.0.0/0 in comment=68c3a9206c6c6f
4 deny tcp 80,443 0.0.0.0/0 any 0.0.0.0/0 Multi - in
4 deny any 53 0.0.0.0/0 any 0.0.0.0/0 Multi - in
4 allow_log udp 5469 10.0.0.9 5469 10.0.0.1 in_eth0
4 route:allow any any 0.0.0.0/0 any 0.0.0.0/0 in_eth0!out_eth1
6 limit tcp 22 ::/0 any ::/0 in comment=68c3a9206c6c6f
6 deny tcp 80,443 ::/0 any ::/0 Multi - in
6 deny any 53 ::/0 any ::/0 Multi - in
6 route:allow any any ::/0 any ::/0 in_eth0!out_eth1
SSH=10.77.0.1 51234 10.77.0.11 22
INTERFACE=host0
`

type Raw = Readonly<Record<string, unknown>>

/** On the recorded host: options, and the commands planned (none: it is so already). */
export const PLANS: readonly (readonly [Raw, readonly string[]])[] = [
  [{ rule: 'limit', port: '22', proto: 'tcp', comment: 'hé llo' }, []],
  [{ rule: 'limit', port: 'ssh', proto: 'tcp', comment: 'hé llo' }, []],
  [{ rule: 'limit', port: 'ssh', comment: 'hé llo' }, []],
  [{ rule: 'limit', port: '22', proto: 'tcp' }, ['ufw limit from any to any port 22 proto tcp']],
  [{ rule: 'allow', port: '22', proto: 'tcp' }, ['ufw allow from any to any port 22 proto tcp']],
  [{ rule: 'allow', port: '22', proto: 'tcp', insert: 1 }, ['ufw allow from any to any port 22 proto tcp']],
  [{ rule: 'deny', name: 'multi' }, []],
  [{ rule: 'deny', name: 'Nowhere' }, ["failed: ERROR: Could not find a profile matching 'Nowhere'"]],
  [{ rule: 'deny', name: 'Multi', delete: true }, ['ufw delete deny from any to any app Multi']],
  [{ rule: 'allow', name: 'Multi', delete: true }, []],
  [{ rule: 'allow', port: '9', delete: true, insert: 3 }, []],
  [
    {
      rule: 'allow',
      interface: 'eth0',
      direction: 'in',
      proto: 'udp',
      src: '10.0.0.1',
      from_port: '5469',
      dest: '10.0.0.9',
      to_port: '5469',
      log: true,
    },
    [],
  ],
  [{ rule: 'allow', route: true, interface_in: 'eth0', interface_out: 'eth1' }, []],
  [{ rule: 'allow', route: true, interface_out: 'eth1' }, ['ufw route allow out on eth1 from any to any']],
  [
    { rule: 'allow', from_ip: '10.1.2.3/24', port: '443,80', proto: 'tcp' },
    ['ufw allow from 10.1.2.3/24 to any port 443,80 proto tcp'],
  ],
  [{ rule: 'allow', proto: 'vrrp' }, ['ufw allow from any to any proto vrrp']],
  [{ rule: 'allow', port: '20', insert: 2 }, ['ufw insert 2 allow from any to any port 20']],
  [{ rule: 'allow', port: '20', insert: 99 }, ['ufw allow from any to any port 20']],
  [
    { rule: 'deny', to_ip: '::/0', port: '20', proto: 'tcp', insert: 0, insert_relative_to: 'first-ipv6' },
    ['ufw insert 5 deny from any to ::/0 port 20 proto tcp'],
  ],
  [
    { rule: 'deny', to_ip: '::/0', port: '20', proto: 'tcp', insert: 1 },
    ['ufw insert 5 deny from any to ::/0 port 20 proto tcp'],
  ],
  [{ rule: 'allow', port: '20,30' }, ["failed: ERROR: Must specify 'tcp' or 'udp' with multiple ports"]],
  [{ rule: 'allow', port: '70000' }, ["failed: ERROR: Bad port '70000'"]],
  [{ rule: 'allow', port: '22', proto: 'esp' }, ["failed: ERROR: Invalid port with protocol 'esp'"]],
  [{ rule: 'allow', from_ip: 'web1' }, ['failed: ERROR: Bad source address']],
  [
    { rule: 'allow', from_ip: '10.0.0.1', to_ip: '::1' },
    ["failed: ERROR: Mixed IP versions for 'from' and 'to'"],
  ],
  [{ rule: 'allow', port: '1', comment: "it's" }, ['failed: ERROR: Comment may not contain "\'"']],
  [{ default: 'deny' }, []],
  [{ policy: 'deny', direction: 'outgoing' }, ['ufw default deny outgoing']],
  [{ logging: 'on' }, []],
  [{ logging: 'low' }, []],
  [{ logging: 'full' }, ['ufw logging full']],
  [{ state: 'enabled', policy: 'deny', logging: 'low' }, []],
  [{ state: 'disabled' }, ['ufw --force disable']],
  [{ state: 'reloaded' }, ['ufw --force reload']],
]

const SHUT_OUT =
  'failed: refused: with this change the firewall would not provably let in SSH from 10.77.0.1 to port 22, the connection in use'

/** What may shut out the connection in use: options, what differs on the host, commands or refusal. */
export const LOCKOUTS: readonly (readonly [string, Raw, Partial<UfwState>, readonly string[]])[] = [
  [
    'enabled without any rule',
    { state: 'enabled' },
    { enabled: false, loaded: false, rules: [] },
    [SHUT_OUT],
  ],
  ['enabled with the rule', { state: 'enabled' }, { enabled: false, loaded: false }, ['ufw --force enable']],
  [
    'the rule comes with the task: it goes in first',
    { state: 'enabled', rule: 'allow', port: '22', proto: 'tcp' },
    { enabled: false, loaded: false, rules: [], rules6: [] },
    ['ufw allow from any to any port 22 proto tcp', 'ufw --force enable'],
  ],
  [
    'the rule is for other peers',
    { state: 'enabled', rule: 'allow', port: '22', proto: 'tcp', from_ip: '10.78.0.0/24' },
    { enabled: false, loaded: false, rules: [], rules6: [] },
    [SHUT_OUT],
  ],
  [
    'the rule is for the peer’s network and the interface in use',
    { state: 'enabled', rule: 'allow', port: '22', interface_in: 'host0', from_ip: '10.77.0.0/24' },
    { enabled: false, loaded: false, rules: [], rules6: [] },
    ['ufw allow in on host0 from 10.77.0.0/24 to any port 22', 'ufw --force enable'],
  ],
  [
    'the rule is for another interface',
    { state: 'enabled', rule: 'allow', port: '22', interface_in: 'eth9' },
    { enabled: false, loaded: false, rules: [], rules6: [] },
    [SHUT_OUT],
  ],
  [
    'udp is not ssh',
    { state: 'enabled', rule: 'allow', port: '22', proto: 'udp' },
    { enabled: false, loaded: false, rules: [], rules6: [] },
    [SHUT_OUT],
  ],
  [
    'only traffic out is let through',
    { state: 'enabled', rule: 'allow', direction: 'out', port: '22' },
    { enabled: false, loaded: false, rules: [], rules6: [] },
    [SHUT_OUT],
  ],
  ['a denial in front', { rule: 'deny', from_ip: '10.77.0.1', insert: 1 }, {}, [SHUT_OUT]],
  ['a denial behind', { rule: 'deny', from_ip: '10.77.0.1' }, {}, ['ufw deny from 10.77.0.1 to any']],
  ['the rule is deleted', { rule: 'limit', port: '22', proto: 'tcp', delete: true }, {}, [SHUT_OUT]],
  [
    'denied by default while the policy was what let SSH in',
    { default: 'deny' },
    { rules: [], policies: { incoming: 'allow', outgoing: 'allow', routed: 'deny' } },
    [SHUT_OUT],
  ],
  [
    'not reached over SSH',
    { state: 'enabled' },
    { enabled: false, loaded: false, rules: [], session: undefined },
    ['ufw --force enable'],
  ],
  [
    'already shut: nothing gets worse',
    { rule: 'allow', port: '80' },
    { rules: [] },
    ['ufw allow from any to any port 80'],
  ],
  [
    'over IPv6, which the firewall drops when it is off there',
    { state: 'enabled' },
    {
      enabled: false,
      loaded: false,
      ipv6: false,
      session: { peer: '2001:db8::1', address: '2001:db8::2', port: 22, interface: 'host0' },
    },
    [
      'failed: refused: with this change the firewall would not provably let in SSH from 2001:db8::1 to port 22, the connection in use',
    ],
  ],
]
