import { isIPv4, isIPv6 } from 'node:net'

export type UfwAction = 'allow' | 'deny' | 'reject' | 'limit'

/** One rule of one address family, as ufw stores it in user.rules or user6.rules. */
export interface UfwRule {
  readonly action: UfwAction
  /** `log`, `log-all` or nothing. */
  readonly log: string
  readonly protocol: string
  readonly toPort: string
  readonly to: string
  readonly fromPort: string
  readonly from: string
  readonly toApp: string
  readonly fromApp: string
  readonly direction: 'in' | 'out'
  readonly interfaceIn: string
  readonly interfaceOut: string
  readonly route: boolean
  readonly comment: string
}

/**
 * Reads one `### tuple ###` line (without that mark). The format is that of ufw's own reader
 * (backend_iptables.py, `_read_rules`), which skips a malformed line, as we do: undefined.
 */
export function parseTuple(line: string): UfwRule | undefined {
  const [tuple = '', comment = ''] = line.split(' comment=')
  const words = tuple.trim().split(/\s+/)
  if (words.length < 6 || words.length > 9) return undefined
  const [actionWord = '', protocol = '', toPort = '', to = '', fromPort = '', from = ''] = words
  const [head = '', log = ''] = actionWord.replace(/^route:/, '').split('_')
  const hasDirection = words.length === 7 || words.length === 9
  return {
    action: isAction(head) ? head : 'deny',
    log,
    protocol,
    toPort,
    to,
    fromPort,
    from,
    toApp: words.length > 7 ? appName(words[6]) : '',
    fromApp: words.length > 7 ? appName(words[7]) : '',
    ...parseInterfaces(hasDirection ? (words.at(-1) ?? 'in') : 'in'),
    route: actionWord.startsWith('route:'),
    comment: Buffer.from(comment.trim(), 'hex').toString('utf8'),
  }
}

/** All that makes two rules the same rule; action, log and comment can be changed in place. */
export function identityOf(rule: UfwRule): string {
  const { action: _action, log: _log, comment: _comment, ...rest } = rule
  return JSON.stringify(rest)
}

/** What several tuples of one application rule share; ufw counts them as one rule. */
export function applicationOf(rule: UfwRule): string | undefined {
  if (rule.toApp === '' && rule.fromApp === '') return undefined
  const to = rule.toApp === '' ? rule.toPort : rule.toApp
  const from = rule.fromApp === '' ? rule.fromPort : rule.fromApp
  const { direction, interfaceIn, interfaceOut } = rule
  return JSON.stringify([to, rule.to, from, rule.from, direction, interfaceIn, interfaceOut])
}

/** The same rule in the other family: only addresses that mean "anywhere" can move. */
export function inFamily(rule: UfwRule, family: 4 | 6): UfwRule {
  const anywhere = family === 4 ? '0.0.0.0/0' : '::/0'
  const move = (address: string) => (isAnywhere(address) ? anywhere : address)
  return { ...rule, to: move(rule.to), from: move(rule.from) }
}

export function isAnywhere(address: string): boolean {
  return address === '0.0.0.0/0' || address === '::/0'
}

/**
 * An address as ufw writes it: no host mask, IPv4 networks cut to their mask, IPv6 in its shortest form.
 * Undefined when it is no address.
 */
export function normalAddress(text: string): { address: string; family: 4 | 6 } | undefined {
  const [host = '', mask, ...more] = text.toLowerCase().split('/')
  if (more.length > 0) return undefined
  if (isIPv6(host)) {
    if (mask !== undefined && !(/^\d+$/.test(mask) && Number(mask) <= 128)) return undefined
    const address = shortIPv6(host)
    return { address: mask === undefined || mask === '128' ? address : `${address}/${mask}`, family: 6 }
  }
  if (!isIPv4(host)) return undefined
  const bits = mask === undefined ? 32 : maskBits(mask)
  if (bits === undefined) return undefined
  return { address: bits === 32 ? host : `${network(host, bits)}/${bits}`, family: 4 }
}

function isAction(word: string): word is UfwAction {
  return word === 'allow' || word === 'deny' || word === 'reject' || word === 'limit'
}

function appName(word = '-'): string {
  return word === '-' ? '' : word.replaceAll('%20', ' ')
}

function parseInterfaces(word: string): Pick<UfwRule, 'direction' | 'interfaceIn' | 'interfaceOut'> {
  const direction = word.startsWith('out') ? 'out' : 'in'
  const interfaceIn = /(?:^|!)in_([^!]+)/.exec(word)?.[1] ?? ''
  const interfaceOut = /(?:^|!)out_([^!]+)/.exec(word)?.[1] ?? ''
  return { direction, interfaceIn, interfaceOut }
}

function shortIPv6(host: string): string {
  // The URL parser shortens as inet_ntop does, except that it writes mapped IPv4 addresses in hex.
  return host.includes('.') ? host : new URL(`http://[${host}]`).hostname.slice(1, -1)
}

function maskBits(mask: string): number | undefined {
  if (/^\d+$/.test(mask)) return Number(mask) <= 32 ? Number(mask) : undefined
  if (!isIPv4(mask)) return undefined
  const binary = toNumber(mask).toString(2).padStart(32, '0')
  return /^1*0*$/.test(binary) ? (binary.indexOf('0') === -1 ? 32 : binary.indexOf('0')) : undefined
}

function network(host: string, bits: number): string {
  const masked = bits === 0 ? 0 : (toNumber(host) & (0xffffffff << (32 - bits))) >>> 0
  return [24, 16, 8, 0].map((shift) => (masked >>> shift) & 255).join('.')
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}
